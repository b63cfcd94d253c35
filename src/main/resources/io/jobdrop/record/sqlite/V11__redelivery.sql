-- What was delivered may be delivered once more: files and names are then those of the delivery with this number.
ALTER TABLE job ADD COLUMN redelivery INTEGER NOT NULL DEFAULT 0;  -- 0: never; less than delivery: a later one follows
