-- What the vendor's lists say: it has the last word, so that a new statement about a job that is over is looked at.
ALTER TABLE job ADD COLUMN said              TEXT;    -- what the list said when the job was judged last; NULL: unknown
ALTER TABLE job ADD COLUMN said_completed_at TEXT;    -- when the vendor completed it, as the list said last
ALTER TABLE job ADD COLUMN remark            TEXT;    -- how the list contradicts itself; holds no secret
ALTER TABLE job ADD COLUMN missing_since     BIGINT;  -- when a walk began that went to the list's end without meeting it

CREATE INDEX job_remark ON job (feed) WHERE remark IS NOT NULL;
