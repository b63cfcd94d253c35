-- Multipart uploads into a bucket: staging that lies at the store, which this process or a later one goes on with.
CREATE TABLE upload (
    id         TEXT    NOT NULL PRIMARY KEY,  -- ours, known before the store is asked to begin
    feed       TEXT    NOT NULL,
    job_id     TEXT    NOT NULL,
    position   INTEGER NOT NULL,              -- the result's place among those of the job, from 1
    bucket     TEXT    NOT NULL,
    object_key TEXT    NOT NULL,
    upload_id  TEXT,                          -- the store's; unknown when a process died before the answer came
    begun_at   BIGINT  NOT NULL,
    checkpoint TEXT    NOT NULL,              -- JSON: what is known of the result; holds no URL
    dead       INTEGER NOT NULL DEFAULT 0     -- 1: nothing goes on with it; it is still to be aborted
);

CREATE INDEX upload_job ON upload (feed, job_id);

CREATE TABLE upload_part (
    id     TEXT    NOT NULL,
    number INTEGER NOT NULL,
    bytes  BIGINT  NOT NULL,
    etag   TEXT    NOT NULL,
    crc32c BIGINT  NOT NULL,
    PRIMARY KEY (id, number),
    FOREIGN KEY (id) REFERENCES upload (id)
);
