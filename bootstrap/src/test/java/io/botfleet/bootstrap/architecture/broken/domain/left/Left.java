package io.botfleet.bootstrap.architecture.broken.domain.left;

import io.botfleet.bootstrap.architecture.broken.domain.right.Right;
import java.util.Optional;

public record Left(Optional<Right> right) {
    public static final Right OTHER = new Right(Optional.empty());
}
