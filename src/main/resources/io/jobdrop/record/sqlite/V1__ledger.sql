-- What became of each job. Times are milliseconds since 1970-01-01 UTC.
CREATE TABLE job (
    feed            TEXT    NOT NULL,
    job_id          TEXT    NOT NULL,
    state           TEXT    NOT NULL,            -- open, due, delivering, delivered, empty, failed, held, gave-up
    status          TEXT,                        -- the vendor's own word
    attempts        INTEGER NOT NULL DEFAULT 0,  -- deliveries begun, and looks at the job that failed
    next_attempt_at BIGINT,                      -- not before this
    error           TEXT,                        -- why it is where it is; holds no secret
    first_seen_at   BIGINT  NOT NULL,
    delivered_at    BIGINT,
    owner           TEXT,                        -- the process that has it in flight
    lease_until     BIGINT,                      -- and until when that is believed
    PRIMARY KEY (feed, job_id)
);

CREATE INDEX job_unfinished ON job (feed, state, next_attempt_at);

CREATE TABLE job_file (
    feed     TEXT    NOT NULL,
    job_id   TEXT    NOT NULL,
    position INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    bytes    BIGINT  NOT NULL,
    sha256   TEXT    NOT NULL,
    location TEXT    NOT NULL,
    PRIMARY KEY (feed, job_id, position),
    FOREIGN KEY (feed, job_id) REFERENCES job (feed, job_id)
);
