package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.Feed;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import java.util.List;
import java.util.Optional;

/** Turns the entries of one page into jobs. */
record JobEntries(Feed feed, ListPlace place) {
    /** The job of an entry, whose id is added to those of the page; empty when it is none: that is reported, or refused. */
    Optional<Job> job(PageScan scan, JsonNode entry, List<String> ids) {
        if (!(entry instanceof ObjectNode fields)) {
            scan.problems().report("an entry is no object but " + entry.getNodeType());
            return Optional.empty();
        }
        Optional<String> given = feed.job().id().textIn(fields);
        if (given.isEmpty()) {
            scan.problems().report("an entry has no id at " + feed.job().id().path());
            return Optional.empty();
        }
        String found = given.get();
        ids.add(found);
        Optional<String> problem = scan.problems().ofId(found);
        if (problem.isEmpty()) {
            return Optional.of(new Job(feed.name(), feed.vendor(), found, fields, false, place));
        }
        Job standIn = new Job(feed.name(), feed.vendor(), scan.problems().standIn(found), fields, false, place);
        scan.problems()
                .refuse(standIn, new Held("the vendor's id " + problem.get() + "; the next poll checks it again"));
        return Optional.empty();
    }
}
