package io.jobdrop.job;

/**
 * A file that is about to be published.
 *
 * @param position its place among the results of the job, from 1
 * @param path where it is to be, below the destination
 * @param bytes its length
 * @param sha256 its hash, in hexadecimal
 */
public record Intent(int position, String path, long bytes, String sha256) {}
