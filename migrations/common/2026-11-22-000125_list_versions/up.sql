-- The version of a quarter's list is the number of the latest event that wrote to it.
CREATE INDEX history_lists ON history (period, kind, number) WHERE kind IN ('breakdown', 'judgement', 'narrative', 'period');
