-- What the nodes of a ledger on a server share of a vendor's account: the next turn at its rate, and how long it is left
-- alone. Times are microseconds of the server's clock. Nothing here outlives a ledger: no copy takes it.
CREATE TABLE account (
    vendor      TEXT    NOT NULL PRIMARY KEY,
    next_turn   BIGINT  NOT NULL DEFAULT 0,
    quiet_until BIGINT  NOT NULL DEFAULT 0,
    why         TEXT,
    refused     INTEGER NOT NULL DEFAULT 0
);
