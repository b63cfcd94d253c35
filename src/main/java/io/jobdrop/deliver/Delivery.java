package io.jobdrop.deliver;

import java.util.List;

/**
 * What became of a job's results.
 *
 * @param manifest where the manifest is: an absolute path
 * @param files the results, in the vendor's order
 */
public record Delivery(String manifest, List<DeliveredFile> files) {}
