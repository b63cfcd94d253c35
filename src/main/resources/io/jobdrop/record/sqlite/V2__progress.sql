-- The budget of attempts counts those in a row that brought no further byte; and audit knows where the manifest is.
ALTER TABLE job ADD COLUMN fruitless INTEGER NOT NULL DEFAULT 0;  -- failed attempts in a row without progress
ALTER TABLE job ADD COLUMN staged    BIGINT  NOT NULL DEFAULT 0;  -- the most bytes that an attempt had staged
ALTER TABLE job ADD COLUMN manifest  TEXT;                        -- where it is: an absolute path
