-- When a worker tries again to reach the mail server, which took no mail when it last tried; null when all is well.
ALTER TABLE workers ADD COLUMN mail_resumes_at BIGINT;
