/**
 * What stands for the image's program {@code botfleet-result} (Python, in {@code infra/docker}) where paperbot stands for
 * Freqtrade: the same lines, words and exit codes, without a Python.
 */
@NullMarked
package io.botfleet.adapters.local.paperbot.result;

import org.jspecify.annotations.NullMarked;
