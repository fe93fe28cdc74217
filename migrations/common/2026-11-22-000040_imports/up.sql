-- Imports: what was asked, and what came of it, for 90 days.
CREATE TABLE imports (
    id TEXT NOT NULL PRIMARY KEY,
    -- Without `interrupted`: that one is still said to be running is how it is told.
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'refused', 'failed')),
    mode TEXT NOT NULL CHECK (mode IN ('update', 'skip', 'refuse')),
    dry_run BOOLEAN NOT NULL,
    actor TEXT NOT NULL,
    request_id TEXT,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    -- JSON, without the errors.
    summary TEXT,
    -- JSON.
    errors TEXT,
    -- What stopped it, where that was a fault.
    fault TEXT
);
CREATE INDEX imports_started ON imports (started_at);

-- What became of their rows, some hundred in each: many are written at once, and read in their order.
CREATE TABLE import_rows (
    import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    block INTEGER NOT NULL,
    -- As it is shown, and what its rows are.
    file TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- JSON: of each row its line, outcome, ref, period and what is wrong.
    body TEXT NOT NULL,
    PRIMARY KEY (import_id, block)
);
