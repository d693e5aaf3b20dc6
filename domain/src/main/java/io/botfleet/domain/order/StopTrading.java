package io.botfleet.domain.order;

/** Ends the client's bot. */
public record StopTrading(StopMode mode) implements Order {
    @Override
    public String type() {
        return "stop";
    }
}
