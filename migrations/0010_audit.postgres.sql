-- Ids become visible out of order, so the sealer goes by (txid, id) below the oldest running transaction.
ALTER TABLE audit_record ADD COLUMN txid BIGINT NOT NULL
    DEFAULT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT);
ALTER TABLE audit_record ADD COLUMN result TEXT NOT NULL DEFAULT 'done'
    CHECK (result IN ('done', 'refused', 'failed'));
ALTER TABLE audit_record ADD COLUMN address TEXT;
ALTER TABLE audit_record ADD COLUMN request TEXT;
ALTER TABLE audit_record ADD COLUMN unit TEXT;
-- Where the seal put it: NULL until then, never changed afterwards.
ALTER TABLE audit_record ADD COLUMN block BIGINT;
ALTER TABLE audit_record ADD COLUMN place BIGINT;
ALTER TABLE audit_record ADD COLUMN digest TEXT;
CREATE UNIQUE INDEX audit_record_place ON audit_record (block, place);
CREATE INDEX audit_record_unsealed ON audit_record (txid, id) WHERE block IS NULL;
CREATE INDEX audit_record_at ON audit_record (at_ms, id);
CREATE INDEX audit_record_actor ON audit_record (actor, at_ms, id);
CREATE INDEX audit_record_action ON audit_record (action, at_ms, id);

-- Each block says what its records were and names the hash of the one before. Blocks stay when records are pruned.
CREATE TABLE audit_block (
    number BIGINT PRIMARY KEY,
    first_record BIGINT NOT NULL,
    last_record BIGINT NOT NULL,
    records BIGINT NOT NULL,
    oldest_at_ms BIGINT NOT NULL,
    newest_at_ms BIGINT NOT NULL,
    records_digest TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    sealed_at_ms BIGINT NOT NULL,
    hash TEXT NOT NULL,
    pruned_at_ms BIGINT
);
