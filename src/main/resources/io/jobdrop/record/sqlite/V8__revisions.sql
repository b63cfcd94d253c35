-- A vendor may run a job again under its id: each new revision is a delivery of its own.
ALTER TABLE job ADD COLUMN revision TEXT;                        -- a hash of the one that the list showed last; NULL: none
ALTER TABLE job ADD COLUMN delivery INTEGER NOT NULL DEFAULT 1;  -- the number of the delivery, which later ones have in their names
