package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.ListPlace;
import io.jobdrop.record.JobLedger;
import java.util.List;
import java.util.Optional;

/** Turns the entries of one page into jobs. */
record JobEntries(JobLedger ledger, String feed, String vendor, JsonField id, ListPlace place) {
    /** The job of an entry, whose id is added to those of the page; empty, and reported, when the entry is none. */
    Optional<Job> job(PageWalk walk, JsonNode entry, List<String> ids) {
        if (!(entry instanceof ObjectNode fields)) {
            walk.report("an entry is no object but " + entry.getNodeType());
            return Optional.empty();
        }
        Optional<String> given = id.textIn(fields);
        if (given.isEmpty()) {
            walk.report("an entry has no id at " + id.path());
            return Optional.empty();
        }
        String found = given.get();
        ids.add(found);
        Optional<String> problem = JobId.problem(found);
        if (problem.isEmpty()) {
            return Optional.of(new Job(feed, vendor, found, fields, false, place));
        }
        Job standIn = new Job(feed, vendor, JobId.shown(found), fields, false, place);
        ledger.failed(standIn, new Held("the vendor's id " + problem.get() + "; the next poll checks it again"), 0);
        return Optional.empty();
    }
}
