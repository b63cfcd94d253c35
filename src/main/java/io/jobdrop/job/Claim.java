package io.jobdrop.job;

/**
 * One worker's right to deliver a job. Staging, uploads and every word in the ledger belong to one claim; whoever lost it
 * publishes and records nothing.
 *
 * @param owner the process that claimed the job
 * @param fence the number of the claim: each claim of a job has a higher one than all before it
 * @param resumes whether the claim before it has ended for certain, so that its staged bytes may be taken over
 * @param delivery the number of the delivery, from 1: a job that the vendor runs again is delivered again
 * @param attempt how often a worker has begun with the job, this time included
 */
public record Claim(String owner, long fence, boolean resumes, int delivery, int attempt) {
    /** The right to the first attempt to deliver a job. */
    public Claim(String owner, long fence, boolean resumes) {
        this(owner, fence, resumes, 1, 1);
    }
}
