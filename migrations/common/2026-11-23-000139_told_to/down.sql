ALTER TABLE alerts DROP COLUMN told_to;
