-- Feeds of deadlines, each at a secret address: of a person, of a service area, or of everything.
CREATE TABLE calendars (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT REFERENCES people (id),
    service_area_id TEXT REFERENCES service_areas (id),
    -- The secret itself is not kept.
    secret_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    revoked_at BIGINT,
    CHECK (person_id IS NULL OR service_area_id IS NULL)
);
