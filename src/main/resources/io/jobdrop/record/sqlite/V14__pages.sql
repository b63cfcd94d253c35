-- Pages of jobs, newest first, in the order of the rows.
CREATE INDEX job_feed ON job (feed);
CREATE INDEX job_state ON job (state);
CREATE INDEX job_feed_state ON job (feed, state);
