-- Findings that an editor lets stand, by the id of the finding: one of other values is another finding.
CREATE TABLE finding_acceptances (
    id TEXT NOT NULL PRIMARY KEY,
    period INTEGER NOT NULL,
    reason TEXT NOT NULL,
    accepted_at BIGINT NOT NULL,
    accepted_by TEXT NOT NULL
);
CREATE INDEX finding_acceptances_period ON finding_acceptances (period);
