package io.botfleet.bootstrap.architecture.broken.application;

public final class CallingAnother {
    private final DoingTwoThings other;

    CallingAnother(DoingTwoThings other) {
        this.other = other;
    }

    public void call() {
        other.first();
    }
}
