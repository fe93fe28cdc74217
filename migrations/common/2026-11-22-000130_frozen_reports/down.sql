DROP INDEX history_period;
DROP TABLE frozen_faces;
DROP TABLE frozen_reports;
