-- The revision in effect on a day is found without reading those that it took the place of.
CREATE INDEX indicator_results_in_effect ON indicator_results (indicator_id, period, effect_on, revision);
