-- How far the next walk over a vendor's list has to go.
ALTER TABLE job ADD COLUMN list_page INTEGER;  -- the page, from 1, that showed an unfinished job last; NULL: none did

CREATE INDEX job_next ON job (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

CREATE TABLE list_walk (
    feed         TEXT    NOT NULL PRIMARY KEY,
    walked_at    BIGINT  NOT NULL,             -- when the last walk began that went to the list's end
    newest_first INTEGER NOT NULL              -- 1: it met the jobs in this order
);
