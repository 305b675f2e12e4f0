-- Messages have workers of their own: a slow mail server holds nothing else up.
ALTER TABLE job ADD COLUMN lane TEXT NOT NULL DEFAULT 'work';
UPDATE job SET lane = 'send' WHERE payload LIKE '{"kind":"deliver"%';
