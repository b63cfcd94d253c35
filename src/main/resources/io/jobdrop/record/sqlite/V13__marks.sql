-- Retention: what is old shrinks to a mark, a row that only keeps its job from being delivered again.
ALTER TABLE job ADD COLUMN pruned_at BIGINT;  -- since when it is a mark; NULL: it is none

CREATE INDEX job_kept ON job (COALESCE(delivered_at, first_seen_at))
    WHERE pruned_at IS NULL AND state IN ('delivered', 'empty', 'failed', 'dismissed');
CREATE INDEX job_mark ON job (feed, missing_since) WHERE pruned_at IS NOT NULL;
