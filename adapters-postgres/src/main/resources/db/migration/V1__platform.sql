-- The platform's own tables. Names are always written with the schema: nothing depends on a search_path.
-- Hashes, addresses and ids are text as people write them; what is hashed or sent byte for byte is bytea.

CREATE TABLE botfleet.leadership (
    role       text PRIMARY KEY,
    holder     text NOT NULL,
    epoch      bigint NOT NULL CHECK (epoch > 0),
    expires_at timestamptz NOT NULL
);

CREATE TABLE botfleet.chain_cursor (
    block_number bigint PRIMARY KEY CHECK (block_number >= 0),
    block_hash   text NOT NULL,
    at           timestamptz NOT NULL
);

-- The highest block that was ever seen to be final.
CREATE TABLE botfleet.chain_finality (
    single       boolean PRIMARY KEY DEFAULT true CHECK (single),
    block_number bigint NOT NULL
);

INSERT INTO botfleet.chain_finality (block_number) VALUES (0);

CREATE TABLE botfleet.command (
    id                 bigint PRIMARY KEY CHECK (id > 0),
    client             integer NOT NULL CHECK (client > 0),
    -- the submission
    sender             text NOT NULL,
    fee_gwei           bigint NOT NULL,
    submitted_at       timestamptz NOT NULL,
    deadline           timestamptz NOT NULL,
    tag                integer NOT NULL,
    envelope           bytea NOT NULL,
    envelope_sha256    text NOT NULL,
    transaction_hash   text NOT NULL,
    block_number       bigint NOT NULL,
    block_hash         text NOT NULL,
    -- its life; what is only read back whole is in state: json, not jsonb, keeps every character that Java has
    stage              text NOT NULL,
    version            bigint NOT NULL,
    command_key        text,
    order_type         text,
    state              json NOT NULL,
    prepared_content   bytea,
    evidence_document  bytea,
    -- whose turn it is
    due                timestamptz NOT NULL,
    woken              boolean NOT NULL DEFAULT false,
    lease_holder       text,
    lease_until        timestamptz
);

CREATE INDEX command_due ON botfleet.command (stage, due);
CREATE INDEX command_of_client ON botfleet.command (client, id DESC);
CREATE INDEX command_block ON botfleet.command (block_number);
CREATE INDEX command_transaction ON botfleet.command (transaction_hash);

COMMENT ON COLUMN botfleet.command.woken IS
    'something happened while it was leased: it is due again as soon as the lease ends';

-- What the chain says became of a fee; kept apart, since the chain's reader writes it at any time.
CREATE TABLE botfleet.settled_fact (
    command_id       bigint PRIMARY KEY,
    outcome          text NOT NULL,
    reason_code      integer NOT NULL,
    evidence_root    text NOT NULL,
    transaction_hash text NOT NULL,
    block_number     bigint NOT NULL,
    block_hash       text NOT NULL,
    at               timestamptz NOT NULL,
    finalised        boolean NOT NULL
);

CREATE INDEX settled_fact_block ON botfleet.settled_fact (block_number);

CREATE TABLE botfleet.sighting (
    id               bigint PRIMARY KEY,
    client           integer NOT NULL,
    sender           text NOT NULL,
    fee_gwei         bigint NOT NULL,
    submitted_at     timestamptz NOT NULL,
    deadline         timestamptz NOT NULL,
    tag              integer NOT NULL,
    envelope         bytea NOT NULL,
    transaction_hash text NOT NULL,
    block_number     bigint NOT NULL,
    block_hash       text NOT NULL
);

CREATE TABLE botfleet.wallet (
    address      text PRIMARY KEY,
    client       integer NOT NULL,
    block_number bigint NOT NULL,
    block_hash   text NOT NULL
);

CREATE TABLE botfleet.settlement (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nonce         bigint NOT NULL CHECK (nonce >= 0),
    evidence_root text NOT NULL,
    last_sent_at  text NOT NULL,
    stored_at     timestamptz NOT NULL,
    open          boolean NOT NULL,
    UNIQUE (nonce, evidence_root)
);

CREATE UNIQUE INDEX settlement_open_nonce ON botfleet.settlement (nonce) WHERE open;

COMMENT ON COLUMN botfleet.settlement.last_sent_at IS 'ISO 8601 with nanoseconds, which timestamptz does not keep';

CREATE TABLE botfleet.settlement_entry (
    settlement_id bigint NOT NULL REFERENCES botfleet.settlement,
    position      integer NOT NULL,
    command_id    bigint NOT NULL,
    tag           integer NOT NULL,
    verdict_code  integer NOT NULL,
    reason_code   integer NOT NULL,
    digest        text NOT NULL,
    open          boolean NOT NULL,
    PRIMARY KEY (settlement_id, position)
);

-- A command is in one open settlement at the most: the database holds to it, whatever a replica thinks.
CREATE UNIQUE INDEX settlement_entry_open_command ON botfleet.settlement_entry (command_id) WHERE open;
CREATE INDEX settlement_entry_command ON botfleet.settlement_entry (command_id);

CREATE TABLE botfleet.settlement_attempt (
    settlement_id            bigint NOT NULL REFERENCES botfleet.settlement,
    position                 integer NOT NULL,
    hash                     text NOT NULL,
    raw                      bytea NOT NULL,
    max_fee_wei              numeric(78) NOT NULL,
    max_priority_fee_wei     numeric(78) NOT NULL,
    PRIMARY KEY (settlement_id, position)
);

CREATE TABLE botfleet.journal (
    sequence   bigint PRIMARY KEY,
    command_id bigint NOT NULL,
    at         timestamptz NOT NULL,
    stage      text NOT NULL,
    text       text NOT NULL
);

CREATE INDEX journal_of_command ON botfleet.journal (command_id, sequence);

-- The one row from which sequences are taken. Its lock is held until the end of the transaction, so entries become
-- visible in their order and without gaps: a reader that remembers the last sequence misses nothing.
CREATE TABLE botfleet.journal_tail (
    single       boolean PRIMARY KEY DEFAULT true CHECK (single),
    last bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO botfleet.journal_tail (last) VALUES (0);

-- One row for each client that has a role and schemas; its lock keeps two replicas from defining them at once.
CREATE TABLE botfleet.tenant (
    client     integer PRIMARY KEY,
    ensured_at timestamptz NOT NULL
);
