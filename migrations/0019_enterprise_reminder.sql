-- Reminders to enterprises that have not answered the survey of the four haves.
CREATE TABLE enterprise_reminder (
    id TEXT PRIMARY KEY,
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id) ON DELETE CASCADE,
    data_year BIGINT NOT NULL,
    sent_at_ms BIGINT NOT NULL,
    sent_by TEXT NOT NULL
);
CREATE INDEX enterprise_reminder_enterprise ON enterprise_reminder (enterprise_id, data_year, sent_at_ms);
