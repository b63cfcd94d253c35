-- What happened to a job, step by step: its last attempts.
CREATE TABLE attempt (
    feed       TEXT    NOT NULL,
    job_id     TEXT    NOT NULL,
    number     INTEGER NOT NULL,            -- 1, 2, ...; the last 20 are kept
    started_at BIGINT  NOT NULL,
    ended_at   BIGINT  NOT NULL,
    outcome    TEXT    NOT NULL,            -- delivered, resumed, failed, postponed, interrupted
    reason     TEXT,                        -- why it was not delivered; holds no secret
    bytes      BIGINT  NOT NULL,            -- delivered, or staged so far
    node       TEXT,                        -- the process; NULL: it failed before one had claimed the job
    times      INTEGER NOT NULL DEFAULT 1,  -- so many in a row ended like this, the last of them at ended_at
    PRIMARY KEY (feed, job_id, number)
);

ALTER TABLE job ADD COLUMN claimed_at        BIGINT;  -- when the last attempt began
ALTER TABLE job ADD COLUMN undelivered_since BIGINT;  -- since when it waits to be delivered; NULL: it does not

UPDATE job SET undelivered_since = first_seen_at WHERE state IN ('due', 'delivering', 'held', 'gave-up');

CREATE INDEX job_undelivered ON job (undelivered_since) WHERE undelivered_since IS NOT NULL;
