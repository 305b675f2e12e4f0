-- Data of the city pack: who there is in the administration, and its rules.
CREATE TABLE county (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    tier TEXT NOT NULL,
    position BIGINT NOT NULL
);

CREATE TABLE county_alias (
    alias TEXT PRIMARY KEY,
    county_code TEXT NOT NULL REFERENCES county (code)
);

CREATE TABLE working_group (
    name TEXT PRIMARY KEY,
    department TEXT NOT NULL,
    position BIGINT NOT NULL
);

CREATE TABLE working_group_rule (
    prefix TEXT PRIMARY KEY,
    group_name TEXT NOT NULL REFERENCES working_group (name),
    confirmed SMALLINT NOT NULL CHECK (confirmed IN (0, 1)),
    note TEXT
);

CREATE TABLE working_group_overlay (
    condition_code TEXT NOT NULL,
    department TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (condition_code, department)
);
