package io.botfleet.bootstrap.architecture.broken.domain.right;

import io.botfleet.bootstrap.architecture.broken.domain.left.Left;
import java.util.Optional;

public record Right(Optional<Left> left) {
    public boolean isLeft(Object other) {
        return other instanceof Left;
    }
}
