package io.jobdrop.deliver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a manifest states of its job. What the vendor said of it is skipped, so that a text of any length, whoever wrote
 * it, takes little memory.
 *
 * @param files in the manifest's order
 */
record StatedJob(String feed, String jobId, List<StatedFile> files) {
    private static final int LONGEST_TEXT = 64 << 10;
    private static final int DEEPEST = 2_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_TEXT)
                    .maxNestingDepth(DEEPEST)
                    .build())
            .build();

    /** A delivered file: its name, its path below the drop, and its hash. */
    record StatedFile(String name, String path, String sha256) {}

    /**
     * Reads a manifest.
     *
     * @param most how many files it may have; of more, one is read
     * @throws com.fasterxml.jackson.core.JacksonException when it is no JSON
     */
    static StatedJob read(InputStream manifest, int most) throws IOException {
        String feed = "";
        String jobId = "";
        List<StatedFile> files = List.of();
        try (JsonParser json = JSON.createParser(manifest)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    json.nextToken();
                    switch (field) {
                        case "feed" -> feed = text(json);
                        case "jobId" -> jobId = text(json);
                        case "files" -> files = files(json, most);
                        default -> json.skipChildren();
                    }
                }
            }
        }
        return new StatedJob(feed, jobId, files);
    }

    private static String text(JsonParser json) throws IOException {
        String text = json.getValueAsString("");
        json.skipChildren();
        return text;
    }

    private static List<StatedFile> files(JsonParser json, int most) throws IOException {
        List<StatedFile> files = new ArrayList<>();
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return files;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (files.size() > most) {
                json.skipChildren();
            } else {
                files.add(file(json));
            }
        }
        return files;
    }

    private static StatedFile file(JsonParser json) throws IOException {
        String name = "";
        String path = "";
        String sha256 = "";
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return new StatedFile(name, path, sha256);
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "name" -> name = text(json);
                case "path" -> path = text(json);
                case "sha256" -> sha256 = text(json);
                default -> json.skipChildren();
            }
        }
        return new StatedFile(name, path, sha256);
    }
}
