CREATE TABLE institution (
    id TEXT PRIMARY KEY,
    no TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    sort_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    uscc TEXT,
    place TEXT,
    introduction TEXT,
    monthly_limit BIGINT,
    open SMALLINT NOT NULL CHECK (open IN (0, 1)),
    contact_name TEXT,
    contact_phone TEXT,
    origin TEXT,
    version BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);

-- natural_key is the digest of kind, title and text: equal rows of several institutions are one capability.
CREATE TABLE capability (
    id TEXT PRIMARY KEY,
    no TEXT NOT NULL UNIQUE,
    natural_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    introduction TEXT NOT NULL,
    keywords TEXT NOT NULL,
    fields TEXT NOT NULL,
    industries TEXT NOT NULL,
    trl BIGINT,
    modes TEXT NOT NULL,
    price_fen BIGINT,
    price_negotiable SMALLINT NOT NULL CHECK (price_negotiable IN (0, 1)),
    monthly_limit BIGINT,
    status TEXT NOT NULL,
    origin TEXT,
    confirmed_at_ms BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);

CREATE TABLE capability_holder (
    capability_id TEXT NOT NULL REFERENCES capability (id) ON DELETE CASCADE,
    institution_id TEXT NOT NULL REFERENCES institution (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (capability_id, institution_id)
);
CREATE INDEX capability_holder_institution ON capability_holder (institution_id);

CREATE TABLE capability_indicator (
    capability_id TEXT NOT NULL REFERENCES capability (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    written TEXT NOT NULL,
    name TEXT,
    comparator TEXT,
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    unit TEXT,
    current DOUBLE PRECISION,
    PRIMARY KEY (capability_id, position)
);
