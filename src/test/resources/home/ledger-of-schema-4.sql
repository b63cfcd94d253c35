BEGIN TRANSACTION;
CREATE TABLE "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO "flyway_schema_history" VALUES(1,'1','ledger','SQL','V1__ledger.sql',1956100105,'','2026-11-26 13:14:04.569',16,1);
INSERT INTO "flyway_schema_history" VALUES(2,'2','progress','SQL','V2__progress.sql',-998524040,'','2026-11-26 13:14:04.610',2,1);
INSERT INTO "flyway_schema_history" VALUES(3,'3','uploads','SQL','V3__uploads.sql',2026231023,'','2026-11-26 13:14:04.622',1,1);
INSERT INTO "flyway_schema_history" VALUES(4,'4','lists','SQL','V4__lists.sql',-1862683569,'','2026-11-26 13:14:04.649',5,1);
CREATE TABLE job (
    feed            TEXT    NOT NULL,
    job_id          TEXT    NOT NULL,
    state           TEXT    NOT NULL,            -- open, due, delivering, delivered, empty, failed, held, gave-up
    status          TEXT,                        -- the vendor's own word
    attempts        INTEGER NOT NULL DEFAULT 0,  -- deliveries begun, and looks at the job that failed
    next_attempt_at BIGINT,                      -- not before this
    error           TEXT,                        -- why it is where it is; holds no secret
    first_seen_at   BIGINT  NOT NULL,
    delivered_at    BIGINT,
    owner           TEXT,                        -- the process that has it in flight
    lease_until     BIGINT, fruitless INTEGER NOT NULL DEFAULT 0, staged    BIGINT  NOT NULL DEFAULT 0, manifest  TEXT, list_page INTEGER,                      -- and until when that is believed
    PRIMARY KEY (feed, job_id)
);
INSERT INTO "job" VALUES('convertly-jobs','unsafe-gid___x_1-5279c0c2','held',NULL,0,NULL,'the vendor''s id has characters that are not safe in a URL or a file name',1795698848183,NULL,NULL,NULL,0,0,NULL,NULL);
INSERT INTO "job" VALUES('convertly-jobs','done-1','delivered','completed',1,NULL,NULL,1795698848352,1795698849518,NULL,NULL,0,0,'@HOME@/drop/convertly-jobs/done-1/manifest.json',1);
INSERT INTO "job" VALUES('convertly-jobs','fail-1','failed','failed',0,NULL,'the vendor says that the job failed: no credit',1795698848352,NULL,NULL,NULL,0,0,NULL,1);
INSERT INTO "job" VALUES('convertly-jobs','slow-1','delivering','completed',1,NULL,NULL,1795698848352,NULL,'jobdrop-d68ceef7-452c-485d-bebe-63012ace1c3b',1795698922638,0,0,NULL,1);
INSERT INTO "job" VALUES('convertly-jobs','none-1','empty','completed',0,NULL,'completed without a file',1795698848352,NULL,NULL,NULL,0,0,NULL,1);
INSERT INTO "job" VALUES('convertly-jobs','odd-1','held','archived',0,NULL,'unknown status ''archived''; declare it in the feed file if it is new. The next poll checks it again',1795698848352,NULL,NULL,NULL,0,0,NULL,1);
INSERT INTO "job" VALUES('convertly-jobs','due-1','delivering','completed',1,NULL,NULL,1795698848352,NULL,'jobdrop-d68ceef7-452c-485d-bebe-63012ace1c3b',1795698922641,0,0,NULL,1);
CREATE TABLE job_file (
    feed     TEXT    NOT NULL,
    job_id   TEXT    NOT NULL,
    position INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    bytes    BIGINT  NOT NULL,
    sha256   TEXT    NOT NULL,
    location TEXT    NOT NULL,
    PRIMARY KEY (feed, job_id, position),
    FOREIGN KEY (feed, job_id) REFERENCES job (feed, job_id)
);
INSERT INTO "job_file" VALUES('convertly-jobs','done-1',0,'r.csv',8,'434728a410a78f56fc1b5899c3593436e61ab0c731e9072d95e96db290205e53','@HOME@/drop/convertly-jobs/done-1/r.csv');
CREATE TABLE list_walk (
    feed         TEXT    NOT NULL PRIMARY KEY,
    walked_at    BIGINT  NOT NULL,             -- when the last walk began that went to the list's end
    newest_first INTEGER NOT NULL              -- 1: it met the jobs in this order
);
INSERT INTO "list_walk" VALUES('convertly-jobs',1795698847994,1);
CREATE TABLE upload (
    id         TEXT    NOT NULL PRIMARY KEY,  -- ours, known before the store is asked to begin
    feed       TEXT    NOT NULL,
    job_id     TEXT    NOT NULL,
    position   INTEGER NOT NULL,              -- the result's place among those of the job, from 1
    bucket     TEXT    NOT NULL,
    object_key TEXT    NOT NULL,
    upload_id  TEXT,                          -- the store's; unknown when a process died before the answer came
    begun_at   BIGINT  NOT NULL,
    checkpoint TEXT    NOT NULL,              -- JSON: what is known of the result; holds no URL
    dead       INTEGER NOT NULL DEFAULT 0     -- 1: nothing goes on with it; it is still to be aborted
);
CREATE TABLE upload_part (
    id     TEXT    NOT NULL,
    number INTEGER NOT NULL,
    bytes  BIGINT  NOT NULL,
    etag   TEXT    NOT NULL,
    crc32c BIGINT  NOT NULL,
    PRIMARY KEY (id, number),
    FOREIGN KEY (id) REFERENCES upload (id)
);
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
CREATE INDEX job_unfinished ON job (feed, state, next_attempt_at);
CREATE INDEX upload_job ON upload (feed, job_id);
CREATE INDEX job_next ON job (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
COMMIT;
