ALTER TABLE workers DROP COLUMN mail_resumes_at;
