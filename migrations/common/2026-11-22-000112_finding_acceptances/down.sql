DROP TABLE finding_acceptances;
