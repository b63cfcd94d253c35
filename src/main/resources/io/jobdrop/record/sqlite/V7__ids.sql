-- Earlier versions refused ids with a slash, a colon or a blank, and held a row in the place of each. These are jobs now.
-- The next poll enters again what is still refused.
DELETE FROM job
WHERE state = 'held' AND job_id LIKE 'unsafe-%' AND error LIKE 'the vendor''s id has characters that are not safe%'
  AND NOT EXISTS (SELECT 1 FROM job_file WHERE job_file.feed = job.feed AND job_file.job_id = job.job_id);

-- Finds a UUID that is known in capitals; it holds only ids with a capital letter.
CREATE INDEX job_capitals ON job (feed, lower(job_id)) WHERE job_id <> lower(job_id);
