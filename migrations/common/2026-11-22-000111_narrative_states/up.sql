-- Who answers for a text of a report, and whether it may be printed.
ALTER TABLE narratives ADD COLUMN author_id TEXT REFERENCES people (id);
ALTER TABLE narratives ADD COLUMN state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'ready'));
