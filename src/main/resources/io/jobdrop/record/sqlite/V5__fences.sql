-- Each claim of a job has a number of its own, the fence: whoever lost a claim changes nothing any more.
ALTER TABLE job ADD COLUMN fence BIGINT NOT NULL DEFAULT 0;     -- of the last claim; the next one takes the next number
ALTER TABLE upload ADD COLUMN fence BIGINT NOT NULL DEFAULT 0;  -- of the claim that it belongs to

-- Written before a file is published: a later claim that finds a file with this hash knows it for the job's own.
CREATE TABLE intent (
    feed     TEXT    NOT NULL,
    job_id   TEXT    NOT NULL,
    fence    BIGINT  NOT NULL,
    position INTEGER NOT NULL,             -- the result's place among those of the job, from 1; 0: the manifest
    path     TEXT    NOT NULL,             -- below the destination
    bytes    BIGINT  NOT NULL,
    sha256   TEXT    NOT NULL,             -- in hexadecimal
    PRIMARY KEY (feed, job_id, fence, position),
    FOREIGN KEY (feed, job_id) REFERENCES job (feed, job_id)
);

-- Which ledger this is, wherever its file lies: staging below a shared drop is named after it.
CREATE TABLE identity (
    id TEXT NOT NULL PRIMARY KEY
);
