package io.jobdrop.deliver;

/** Something of a job that is not as it was delivered. */
public record JobFinding(String feed, String jobId, Audit.Finding finding) {}
