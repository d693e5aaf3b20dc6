-- The first of what repeats a command, and the first of what is due in a stage, are the ends of these: nothing behind is read.
DROP INDEX botfleet.command_envelope;
DROP INDEX botfleet.command_key;
DROP INDEX botfleet.command_due;
CREATE INDEX command_envelope ON botfleet.command (client, envelope_sha256, id);
CREATE INDEX command_key ON botfleet.command (client, command_key, id) WHERE command_key IS NOT NULL;
CREATE INDEX command_due ON botfleet.command (stage, due, deadline, id);
