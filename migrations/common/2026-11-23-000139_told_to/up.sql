-- The owner who heard of an alert last; null while only others did, who stand in for one that cannot be told.
ALTER TABLE alerts ADD COLUMN told_to TEXT;
UPDATE alerts SET told_to = owner_id WHERE mentions > 0;
