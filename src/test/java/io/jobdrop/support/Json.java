package io.jobdrop.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JSON as a fuzzer makes it: what is no JSON never gets past the route's own parser. */
public final class Json {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Json() {}

    /** The values that stand one after the other, up to the first that is malformed. */
    public static List<JsonNode> values(byte[] input) {
        List<JsonNode> values = new ArrayList<>();
        try (MappingIterator<JsonNode> all = JSON.readerFor(JsonNode.class).readValues(input)) {
            while (all.hasNextValue()) {
                values.add(all.nextValue());
            }
            return values;
        } catch (IOException e) {
            return values;
        }
    }
}
