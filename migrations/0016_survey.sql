-- What an enterprise said in the survey of the four haves, besides the four answers, which are facts. undo_image holds
-- what the last save changed, for taking it back.
CREATE TABLE enterprise_survey (
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id) ON DELETE CASCADE,
    data_year BIGINT NOT NULL,
    institution TEXT NOT NULL,
    activity TEXT NOT NULL,
    technology TEXT NOT NULL,
    difficulties TEXT NOT NULL,
    difficulty_note TEXT NOT NULL,
    ideas TEXT NOT NULL,
    filled_by TEXT NOT NULL,
    filled_at_ms BIGINT NOT NULL,
    saved_by TEXT NOT NULL,
    undo_image TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (enterprise_id, data_year)
);
CREATE INDEX enterprise_survey_year ON enterprise_survey (data_year, enterprise_id);

-- What is planned for each of the four, and which need would bring it.
CREATE TABLE enterprise_survey_plan (
    enterprise_id TEXT NOT NULL,
    data_year BIGINT NOT NULL,
    item TEXT NOT NULL,
    plan TEXT NOT NULL,
    need_id TEXT REFERENCES need (id) ON DELETE SET NULL,
    PRIMARY KEY (enterprise_id, data_year, item),
    FOREIGN KEY (enterprise_id, data_year) REFERENCES enterprise_survey (enterprise_id, data_year) ON DELETE CASCADE
);

-- Reminders to institutions that have not answered the survey of R&D resources.
CREATE TABLE survey_reminder (
    id TEXT PRIMARY KEY,
    institution_id TEXT NOT NULL REFERENCES institution (id) ON DELETE CASCADE,
    survey_year BIGINT NOT NULL,
    sent_at_ms BIGINT NOT NULL,
    sent_by TEXT NOT NULL
);
CREATE INDEX survey_reminder_institution ON survey_reminder (institution_id, survey_year, sent_at_ms);
