-- What editors judge the overall status of a scope to be in a period: of its actions, of its measures, or of the whole.
CREATE TABLE judgements (
    id TEXT NOT NULL PRIMARY KEY,
    -- `council`, or the id of a plan item, a service area or a directorate.
    scope TEXT NOT NULL,
    period INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('actions', 'measures', 'overall')),
    rag TEXT NOT NULL CHECK (rag IN ('green', 'amber', 'red')),
    reason TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    UNIQUE (scope, period, part)
);
