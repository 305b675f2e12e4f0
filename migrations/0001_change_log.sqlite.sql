-- One writer at a time: the order of seq is the order of commits, and txid has nothing to add.
CREATE TABLE change_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    txid BIGINT NOT NULL DEFAULT 0,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    recorded_at_ms BIGINT NOT NULL
);
