-- One-time keys of forms that create something: what the first submission led to answers every later one.
CREATE TABLE form_key (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX form_key_created ON form_key (created_at_ms);

-- Edits of single records by people. The before-image is for undoing and is forgotten after a day; who and when stay.
CREATE TABLE record_edit (
    id TEXT PRIMARY KEY,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT,
    at_ms BIGINT NOT NULL,
    fields TEXT NOT NULL,
    before_image TEXT,
    version_after BIGINT NOT NULL,
    undone_at_ms BIGINT
);
CREATE INDEX record_edit_entity ON record_edit (entity, entity_id, version_after);
CREATE INDEX record_edit_at ON record_edit (at_ms);
