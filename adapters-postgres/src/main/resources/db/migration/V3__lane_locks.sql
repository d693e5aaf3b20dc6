-- One row for each client that ever had a command; who moves one of them locks it.
CREATE TABLE botfleet.lane (
    client integer PRIMARY KEY
);
