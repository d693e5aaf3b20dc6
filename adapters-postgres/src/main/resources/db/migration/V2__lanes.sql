-- Whose turn it is among a client's commands is told by the ends of these, however many it has sent.
CREATE INDEX command_in_lane ON botfleet.command (client, id) WHERE stage IN ('RECEIVED', 'QUEUED', 'PROVISIONED', 'COMMITTED', 'DEPLOYED', 'CONFIRMED', 'UNDOING', 'RESTORING');
CREATE INDEX command_sealed ON botfleet.command (client, id) WHERE stage = 'RECEIVED';
CREATE INDEX command_acting ON botfleet.command (client, id) WHERE stage IN ('QUEUED', 'PROVISIONED', 'COMMITTED', 'DEPLOYED', 'CONFIRMED');
CREATE INDEX command_begun ON botfleet.command (client, id) WHERE stage IN ('PROVISIONED', 'COMMITTED', 'DEPLOYED', 'CONFIRMED', 'UNDOING', 'RESTORING');
CREATE INDEX command_waiting_start ON botfleet.command (client, id) WHERE stage = 'QUEUED' AND order_type = 'start';

-- One row for each client that sent a command; its lock keeps others from moving its commands meanwhile.
CREATE TABLE botfleet.lane (
    client integer PRIMARY KEY
);

-- Why nothing may be settled: the chain took back what was final.
ALTER TABLE botfleet.chain_finality ADD COLUMN halted text;

-- Whether a command repeats an earlier one.
CREATE INDEX command_envelope ON botfleet.command (client, envelope_sha256);
CREATE INDEX command_key ON botfleet.command (client, command_key) WHERE command_key IS NOT NULL;
