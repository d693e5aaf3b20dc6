package io.botfleet.application.command;

import io.botfleet.application.leadership.Replica;
import io.botfleet.domain.command.Command;

/** A command that one replica alone works on until its lease ends. */
public record Claim(Command command, Replica holder) {}
