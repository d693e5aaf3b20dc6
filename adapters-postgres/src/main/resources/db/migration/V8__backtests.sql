-- What was opened as a backtest is none of its client's lane; until then nobody knows what a command is.
ALTER TABLE botfleet.command ADD COLUMN of_bot boolean NOT NULL DEFAULT true, ADD COLUMN finished boolean NOT NULL DEFAULT false,
    ADD COLUMN cleared boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN botfleet.command.of_bot IS 'false once it was opened as a backtest';
COMMENT ON COLUMN botfleet.command.cleared IS 'whether nothing of a backtest that is over is left in the cluster';
COMMENT ON COLUMN botfleet.command.finished IS 'whether there is an outcome of it in backtest_outcome';

-- What came of backtests, apart from the commands: a report may have a megabyte.
CREATE TABLE botfleet.backtest_outcome (
    command_id bigint PRIMARY KEY,
    client     integer NOT NULL,
    ended      text NOT NULL,
    reason     text,
    report     bytea,
    at         timestamptz NOT NULL
);

-- Whose turn it is, and what the bot is, is told by the ends of these, however many backtests there are.
DROP INDEX botfleet.command_in_lane;
DROP INDEX botfleet.command_acting;
DROP INDEX botfleet.command_begun;
DROP INDEX botfleet.command_approved;
DROP INDEX botfleet.command_with_bot;
CREATE INDEX command_in_lane ON botfleet.command (client, id) WHERE of_bot AND stage IN ('RECEIVED', 'QUEUED', 'PROVISIONED', 'COMMITTED', 'DEPLOYED', 'CONFIRMED', 'UNDOING', 'RESTORING');
CREATE INDEX command_acting ON botfleet.command (client, id) WHERE of_bot AND stage IN ('QUEUED', 'PROVISIONED', 'COMMITTED', 'DEPLOYED', 'CONFIRMED');
CREATE INDEX command_begun ON botfleet.command (client, id) WHERE of_bot AND stage IN ('PROVISIONED', 'COMMITTED', 'DEPLOYED', 'CONFIRMED', 'UNDOING', 'RESTORING');
CREATE INDEX command_approved ON botfleet.command (client, id) WHERE of_bot AND stage IN ('APPROVING', 'APPROVED');
CREATE INDEX command_with_bot ON botfleet.command (client, id DESC) WHERE of_bot AND order_type IS NOT NULL AND stage IN ('RECEIVED', 'PROVISIONED', 'COMMITTED', 'DEPLOYED', 'CONFIRMED', 'APPROVING', 'UNDOING', 'RESTORING', 'APPROVED');

-- And what is asked of backtests by these, however many have ended.
CREATE INDEX backtest_of_client ON botfleet.command (client, id) WHERE NOT of_bot;
CREATE INDEX backtest_begun ON botfleet.command (client, id) WHERE NOT of_bot AND stage IN ('PROVISIONED', 'COMMITTED', 'DEPLOYED', 'CONFIRMED', 'UNDOING', 'RESTORING');
CREATE INDEX backtest_open ON botfleet.command (client, id) WHERE NOT of_bot AND NOT finished AND stage IN ('RECEIVED', 'QUEUED', 'PROVISIONED', 'COMMITTED', 'DEPLOYED', 'CONFIRMED', 'APPROVING', 'UNDOING', 'RESTORING', 'APPROVED', 'ORPHANED');
CREATE INDEX backtest_uncleared ON botfleet.command (id) WHERE NOT of_bot AND NOT cleared AND (finished OR stage IN ('REFUNDING', 'ROLLED_BACK', 'RECLAIMED', 'VANISHED'));
CREATE INDEX backtest_by_age ON botfleet.command (id) WHERE NOT of_bot;
CREATE INDEX backtest_running ON botfleet.command (id) WHERE NOT of_bot AND NOT finished AND stage IN ('APPROVING', 'APPROVED');

-- Hardly any backtest that was approved has no outcome: without this, the planner takes it for a common thing.
CREATE STATISTICS botfleet.command_kinds (mcv) ON of_bot, finished, stage FROM botfleet.command;
