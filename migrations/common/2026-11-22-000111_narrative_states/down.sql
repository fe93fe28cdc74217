ALTER TABLE narratives DROP COLUMN state;
ALTER TABLE narratives DROP COLUMN author_id;
