DROP INDEX actions_succeeds;
ALTER TABLE actions DROP COLUMN succeeds_id;
