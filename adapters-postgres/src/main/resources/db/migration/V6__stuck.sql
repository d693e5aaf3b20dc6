-- What can't go on before somebody does something; the document has both too, and since when to the nanosecond.
ALTER TABLE botfleet.command ADD COLUMN stuck_by text, ADD COLUMN stuck_since timestamptz;

CREATE INDEX command_stuck ON botfleet.command (stuck_since, id) WHERE stuck_since IS NOT NULL;
