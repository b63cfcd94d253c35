-- What others are to be told, until they were: written in the transaction in which it happens.
CREATE TABLE outbox (
    number  INTEGER PRIMARY KEY,         -- the order in which it happened
    id      TEXT    NOT NULL,            -- the same at each repetition
    feed    TEXT    NOT NULL,
    job_id  TEXT    NOT NULL,            -- empty: of a poll
    type    TEXT    NOT NULL,            -- delivered, empty, failed, held, gave-up, poll-failed, poll-recovered
    time    BIGINT  NOT NULL,
    data    TEXT    NOT NULL,            -- JSON; holds no secret
    tries   INTEGER NOT NULL DEFAULT 0,
    next_at BIGINT  NOT NULL,            -- not before this
    error   TEXT                         -- why it could not be sent; holds no secret
);

CREATE INDEX outbox_next ON outbox (feed, tries, number);
CREATE INDEX outbox_job ON outbox (feed, job_id, number);

-- The last event of a job and its reason, where others are told of the feed's jobs: what repeats is no news.
ALTER TABLE job ADD COLUMN told TEXT;

-- The feeds whose last poll failed, where others are told of that.
CREATE TABLE failing_poll (
    feed   TEXT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL
);
