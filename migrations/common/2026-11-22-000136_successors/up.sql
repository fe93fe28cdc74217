-- The action of an earlier plan whose place this one takes.
ALTER TABLE actions ADD COLUMN succeeds_id TEXT REFERENCES actions (id);
CREATE INDEX actions_succeeds ON actions (succeeds_id) WHERE succeeds_id IS NOT NULL;
