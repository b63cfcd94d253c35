-- What the nodes on one server do together for jobdrop audit --nodes. Nothing here outlives the command: no copy takes it.
-- Times are milliseconds since 1970 by the server's clock.

-- A command that waits for its parts; it is dead when its lease is over.
CREATE TABLE audit (
    id          ${key} NOT NULL PRIMARY KEY,
    lease_until BIGINT NOT NULL
);

-- Jobs of a feed from one row of job to another, whose files one process hashes. files: null until that is done.
-- findings: as JSON; empty when there were too many, so that the command looks by itself.
CREATE TABLE audit_part (
    audit       ${key} NOT NULL,
    number      BIGINT NOT NULL,
    feed        ${key} NOT NULL,
    first_row   BIGINT NOT NULL,
    last_row    BIGINT NOT NULL,
    owner       ${key},
    fence       BIGINT NOT NULL DEFAULT 0,
    lease_until BIGINT,
    jobs        BIGINT,
    files       BIGINT,
    unread      BIGINT,
    bytes       BIGINT,
    findings    TEXT,
    PRIMARY KEY (audit, number),
    FOREIGN KEY (audit) REFERENCES audit (id) ON DELETE CASCADE
);

CREATE INDEX audit_part_waiting ON audit_part (audit, number) WHERE files IS NULL;
