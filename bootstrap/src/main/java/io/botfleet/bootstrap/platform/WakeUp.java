package io.botfleet.bootstrap.platform;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets every loop look again soon after one of them, or the cluster, changed something. */
final class WakeUp {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition called = lock.newCondition();
    private long calls;

    void call() {
        lock.lock();
        try {
            calls++;
            called.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long calls() {
        lock.lock();
        try {
            return calls;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when somebody called since {@code seen} calls, or the time is over. */
    void await(long seen, Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lockInterruptibly();
        try {
            while (calls == seen && left > 0) {
                left = called.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
