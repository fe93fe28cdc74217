-- The last day on which an action is still at work, where a roll-over ended it: until then it counts as active, whatever its lifecycle.
ALTER TABLE actions ADD COLUMN ends_on DATE;
