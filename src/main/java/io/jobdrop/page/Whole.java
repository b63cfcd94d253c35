package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.job.Places;
import io.jobdrop.job.RequestTemplate;
import java.util.Optional;

/** The whole list in one answer. */
record Whole(RequestTemplate list) implements Paging {
    @Override
    public String query(PageScan scan) {
        return "";
    }

    @Override
    public Places places(PageScan scan) {
        return Places.NONE;
    }

    @Override
    public boolean promisesMore(PageScan scan, JsonNode page, int items) {
        return false;
    }

    @Override
    public boolean isDeclared() {
        return false;
    }

    @Override
    public Optional<String> promise(PageScan scan, JsonNode page, int items) {
        return Optional.empty();
    }
}
