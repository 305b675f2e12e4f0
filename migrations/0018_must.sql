-- Figures that a need does not do without. What is offered has the same columns and never says so.
ALTER TABLE need_indicator ADD COLUMN must SMALLINT NOT NULL DEFAULT 0 CHECK (must IN (0, 1));
ALTER TABLE capability_indicator ADD COLUMN must SMALLINT NOT NULL DEFAULT 0 CHECK (must IN (0, 1));
