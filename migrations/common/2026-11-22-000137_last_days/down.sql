ALTER TABLE actions DROP COLUMN ends_on;
