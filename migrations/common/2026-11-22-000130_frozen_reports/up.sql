-- Reports as they were when their quarter was signed off: never changed, never taken away.
CREATE TABLE frozen_reports (
    id TEXT NOT NULL PRIMARY KEY,
    period INTEGER NOT NULL,
    -- `council`, or the id of an outcome.
    scope TEXT NOT NULL,
    -- As paths named it then: `council`, or such as `plan:CH`.
    name TEXT NOT NULL,
    signed_at BIGINT NOT NULL,
    signed_by TEXT NOT NULL,
    -- Why it was signed off with items open, or what was said of it.
    reason TEXT,
    -- The SHA-256 of its manifest: a line for each face, as `sha256sum` writes it.
    digest TEXT NOT NULL,
    -- When its quarter was opened again, by whom, and why.
    superseded_at BIGINT,
    superseded_by TEXT,
    superseded_because TEXT,
    published BOOLEAN NOT NULL,
    published_at BIGINT
);
CREATE INDEX frozen_reports_place ON frozen_reports (period, scope, signed_at);

-- Their faces, byte for byte.
CREATE TABLE frozen_faces (
    report_id TEXT NOT NULL REFERENCES frozen_reports (id),
    -- As a file: `report.en.html`.
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    -- Of what it is, not of what is stored: bytes.
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    -- Compressed (zlib), in base64.
    body TEXT NOT NULL,
    PRIMARY KEY (report_id, name)
);

-- What was written about a quarter since it was signed off.
CREATE INDEX history_period ON history (period, number) WHERE period IS NOT NULL;
