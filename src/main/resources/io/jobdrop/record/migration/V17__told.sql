-- Since when a broker has told the nodes of an offer, in milliseconds of the server's clock. Null: nobody was told, and
-- whoever looks takes it.
ALTER TABLE offer ADD COLUMN told_at BIGINT;

-- With all that a look needs, which each node does four times a second.
DROP INDEX offer_waiting;
CREATE INDEX offer_waiting ON offer (feed, offered_at, told_at) WHERE owner IS NULL;
