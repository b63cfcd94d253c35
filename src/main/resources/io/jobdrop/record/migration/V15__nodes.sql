-- What nodes on one server tell each other. A ledger in a file has one node at a time, which needs none of it.
-- Times are milliseconds since 1970 by the server's clock.

-- Who works on the ledger, by the name under which it owns jobs; gone when it has stopped, or is silent for an hour.
CREATE TABLE node (
    id         ${key} NOT NULL PRIMARY KEY,
    cluster    TEXT   NOT NULL,
    version    TEXT   NOT NULL,
    key_hash   TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    beat_at    BIGINT NOT NULL
);

-- Who polls a feed, and how its last poll went. owner: null when nobody does. fired_for: the last time of the schedule
-- that led to a poll. wanted_at: somebody asked for one since. well_at: the start of the last one that went well.
-- trusted: the next scan may be cut short.
CREATE TABLE poll (
    feed        ${key}  NOT NULL PRIMARY KEY,
    owner       ${key},
    fence       BIGINT  NOT NULL DEFAULT 0,
    lease_until BIGINT,
    fired_for   BIGINT,
    wanted_at   BIGINT,
    started_at  BIGINT,
    ended_at    BIGINT,
    well_at     BIGINT,
    error       TEXT,
    passing     INTEGER NOT NULL DEFAULT 0,
    trusted     INTEGER NOT NULL DEFAULT 0,
    changed_at  BIGINT  NOT NULL
);

CREATE INDEX poll_changed ON poll (changed_at);

-- Jobs between a poll and a worker. The entries are encrypted, since they hold the URLs of results. A crash of the server
-- empties the table, and the next polls fill it again. owner: null as long as no worker has it. later: an entry that says
-- more, which came while a worker had it.
CREATE ${unlogged}TABLE offer (
    feed        ${key}  NOT NULL,
    job_id      ${key}  NOT NULL,
    offered_at  BIGINT  NOT NULL,
    rank        INTEGER NOT NULL,
    entry       TEXT    NOT NULL,
    later_rank  INTEGER,
    later       TEXT,
    owner       ${key},
    number      BIGINT  NOT NULL DEFAULT 0,
    lease_until BIGINT,
    PRIMARY KEY (feed, job_id)
);

CREATE INDEX offer_waiting ON offer (feed, offered_at) WHERE owner IS NULL;
CREATE INDEX offer_owned ON offer (lease_until) WHERE owner IS NOT NULL;
