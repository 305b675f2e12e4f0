-- The institutions an enterprise names as wanted partners, by the key of their name: to them its need is directed.
CREATE TABLE need_intended (
    need_id TEXT NOT NULL REFERENCES need (id) ON DELETE CASCADE,
    name_key TEXT NOT NULL,
    PRIMARY KEY (need_id, name_key)
);
CREATE INDEX need_intended_name ON need_intended (name_key);
