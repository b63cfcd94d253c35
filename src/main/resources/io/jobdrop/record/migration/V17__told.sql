-- Since when a broker has told the nodes of an offer, in milliseconds of the server's clock. Null: nobody was told, and
-- whoever looks takes it.
ALTER TABLE offer ADD COLUMN told_at BIGINT;
