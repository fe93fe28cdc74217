DROP INDEX people_directs;
ALTER TABLE people DROP COLUMN directs_id;
ALTER TABLE people DROP COLUMN optional_mail_day;
ALTER TABLE people DROP COLUMN optional_mail;
