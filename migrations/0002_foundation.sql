-- What every aggregate leans on: settings, printed numbers, audit, jobs, import batches.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE printed_number (
    series TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE audit_record (
    id {{id_pk}},
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    channel TEXT NOT NULL,
    action TEXT NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_record_entity ON audit_record (entity, entity_id);

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
    run_at_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    waits_for TEXT,
    claimed_until_ms BIGINT,
    last_error TEXT,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX job_due ON job (state, run_at_ms, id);

CREATE TABLE batch (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    actor TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    undone_at_ms BIGINT
);

CREATE TABLE batch_row (
    batch_id TEXT NOT NULL REFERENCES batch (id),
    position BIGINT NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    before_image TEXT,
    version_after BIGINT NOT NULL,
    PRIMARY KEY (batch_id, position)
);
CREATE INDEX batch_row_entity ON batch_row (entity, entity_id);
