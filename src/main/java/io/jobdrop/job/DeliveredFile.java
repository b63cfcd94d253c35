package io.jobdrop.job;

/**
 * A result under its final name.
 *
 * @param name its base name
 * @param bytes its length
 * @param sha256 its hash, in hexadecimal
 * @param location where it is: an absolute path, or an address with a scheme
 */
public record DeliveredFile(String name, long bytes, String sha256, String location) {}
