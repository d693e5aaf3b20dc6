-- What is asked of all clients, or of all that is open, is answered by these, however many commands have ended.
CREATE INDEX command_approved ON botfleet.command (client, id DESC) WHERE stage IN ('APPROVING', 'APPROVED');
CREATE INDEX command_with_bot ON botfleet.command (client, id DESC) WHERE order_type IS NOT NULL AND stage IN ('RECEIVED', 'PROVISIONED', 'COMMITTED', 'DEPLOYED', 'CONFIRMED', 'APPROVING', 'UNDOING', 'RESTORING', 'APPROVED');
CREATE INDEX command_deadline ON botfleet.command (deadline) WHERE stage IN ('RECEIVED', 'QUEUED', 'PROVISIONED', 'COMMITTED', 'DEPLOYED', 'CONFIRMED', 'APPROVING', 'UNDOING', 'RESTORING', 'REFUNDING');
CREATE INDEX settled_fact_not_final ON botfleet.settled_fact (block_number) WHERE NOT finalised;

-- Who ever sent a command is told by the rows of lanes; those who sent their last one before there were any get theirs.
INSERT INTO botfleet.lane SELECT DISTINCT client FROM botfleet.command ON CONFLICT (client) DO NOTHING;
