-- What institutions keep of their capabilities themselves: rights, cases, evidence, availability, and who stated which
-- fields when (JSON, never asked about).
ALTER TABLE capability ADD COLUMN price_trial SMALLINT NOT NULL DEFAULT 0 CHECK (price_trial IN (0, 1));
ALTER TABLE capability ADD COLUMN ip TEXT NOT NULL DEFAULT '[]';
ALTER TABLE capability ADD COLUMN cases TEXT NOT NULL DEFAULT '';
ALTER TABLE capability ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]';
ALTER TABLE capability ADD COLUMN accepting SMALLINT NOT NULL DEFAULT 1 CHECK (accepting IN (0, 1));
ALTER TABLE capability ADD COLUMN valid_until_on TEXT;
ALTER TABLE capability ADD COLUMN secrecy_by TEXT;
ALTER TABLE capability ADD COLUMN secrecy_at_ms BIGINT;
ALTER TABLE capability ADD COLUMN statements TEXT NOT NULL DEFAULT '{}';

-- Whether the people of an institution took its profile over from the bureau's lists, and last said that it is true.
CREATE TABLE institution_claim (
    institution_id TEXT PRIMARY KEY REFERENCES institution (id) ON DELETE CASCADE,
    claimed_at_ms BIGINT,
    claimed_by TEXT,
    confirmed_at_ms BIGINT
);

-- Edits are also found by who made them at which moment, so that several made at once are taken back at once.
CREATE INDEX record_edit_actor ON record_edit (actor, at_ms);
