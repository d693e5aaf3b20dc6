-- What each client's bot was found to be last; its lock makes comparing with that and writing the next one step.
CREATE TABLE botfleet.bot (
    client  integer PRIMARY KEY CHECK (client > 0),
    changes bigint NOT NULL,
    state   text NOT NULL
);

COMMENT ON COLUMN botfleet.bot.changes IS 'how many there were, and the number of the last one';

-- What it was found to be before; the oldest go once there are two hundred of a client.
CREATE TABLE botfleet.bot_change (
    client      integer NOT NULL,
    number      bigint NOT NULL,
    command_id  bigint,
    at          timestamptz NOT NULL,
    state       text NOT NULL,
    cause       text,
    reason      text,
    open_trades integer,
    PRIMARY KEY (client, number)
);
