-- Pinyin of names, for finding them as they are typed. NULL until the program has filled it in.
ALTER TABLE enterprise ADD COLUMN pinyin TEXT;
ALTER TABLE enterprise ADD COLUMN initials TEXT;
ALTER TABLE institution ADD COLUMN pinyin TEXT;
ALTER TABLE institution ADD COLUMN initials TEXT;
