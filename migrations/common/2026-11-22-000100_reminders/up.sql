-- How often a person wants the reminders that they may do without, and on which day of the week; none: at once.
ALTER TABLE people ADD COLUMN optional_mail TEXT CHECK (optional_mail IN ('daily', 'weekly', 'off'));
ALTER TABLE people ADD COLUMN optional_mail_day TEXT CHECK (optional_mail_day IN ('monday', 'tuesday', 'wednesday', 'thursday', 'friday'));

-- The directorate that a person leads, and of whose quarter they hear.
ALTER TABLE people ADD COLUMN directs_id TEXT REFERENCES directorates (id);
CREATE INDEX people_directs ON people (directs_id);
