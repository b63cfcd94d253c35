package io.jobdrop.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.Feed;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.Listed;
import io.jobdrop.job.Places;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.job.Statement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as nodes hand them to each other: what a poll heard of a job holds the URLs of its results, which are secrets. So it
 * is encrypted by AES-GCM (NIST SP 800-38D) with a random nonce, for its feed and id alone.
 */
final class SealedJobs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** Sealed with a key that all nodes have. */
    SealedJobs(String key) {
        this.key = new SecretKeySpec(hash("offers " + key), "AES");
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What a job says, for whoever has the key. */
    String seal(Job job) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, job.feed(), job.id())
                    .doFinal(JSON.writeValueAsBytes(written(job)));
            byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException | JsonProcessingException e) {
            throw new IllegalStateException(job + " cannot be offered to other nodes", e);
        }
    }

    /**
     * The job of an offer.
     *
     * @throws GeneralSecurityException when it was sealed with another key, or for another job
     */
    Job open(Feed feed, String id, String sealed) throws GeneralSecurityException {
        try {
            byte[] all = Base64.getDecoder().decode(sealed);
            byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
            byte[] said = cipher(Cipher.DECRYPT_MODE, nonce, feed.name(), id)
                    .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return read(feed, id, JSON.readTree(said));
        } catch (IOException | IllegalArgumentException | ProviderException e) {
            throw new GeneralSecurityException("it is damaged", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String feed, String id) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((feed + "/" + id).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static ObjectNode written(Job job) {
        ObjectNode text = JSON.createObjectNode();
        text.set("fields", job.fields());
        text.put("answered", job.answered());
        text.set("listed", job.listed().fields());
        Statement said = job.listed().said();
        if (said != null) {
            text.putObject("said")
                    .put("rank", said.rank().name())
                    .put("word", said.word())
                    .put("completedAt", said.completedAt())
                    .put("results", said.results())
                    .put("revision", said.revision());
        }
        ListPlace place = job.listed().place();
        if (place != null) {
            ObjectNode at = text.putObject("place");
            at.put("itemsPath", place.itemsPath()).put("idPath", place.idPath());
            ApiRequest request = place.request();
            at.put("query", request.extraQuery()).put("address", request.address());
            at.set("values", JSON.valueToTree(request.places().values()));
            JsonNode fields = request.places().fields();
            at.set("fields", fields.isMissingNode() ? null : fields);
        }
        return text;
    }

    private static Job read(Feed feed, String id, JsonNode text) throws JsonProcessingException {
        JsonNode heard = text.get("said");
        Statement said = heard == null ? null : JSON.treeToValue(heard, Statement.class);
        Listed listed = new Listed(place(feed, text.path("place")), object(text.get("listed")), said);
        ObjectNode fields = object(text.get("fields"));
        return new Job(
                feed.name(),
                feed.vendor(),
                id,
                fields == null ? JSON.createObjectNode() : fields,
                text.path("answered").asInt(),
                listed,
                null);
    }

    private static @Nullable ObjectNode object(@Nullable JsonNode node) {
        return node instanceof ObjectNode object ? object : null;
    }

    private static @Nullable ListPlace place(Feed feed, JsonNode at) {
        if (!at.isObject() || feed.list().isEmpty()) {
            return null;
        }
        Map<String, JsonNode> values = new HashMap<>();
        at.path("values").properties().forEach(value -> values.put(value.getKey(), value.getValue()));
        JsonNode fields = at.path("fields");
        Places places = new Places(Map.copyOf(values), fields.isNull() ? MissingNode.getInstance() : fields);
        RequestTemplate template = feed.list().get().request();
        String address = at.path("address").isNull() ? null : at.path("address").asText();
        return new ListPlace(
                new ApiRequest(template, places, at.path("query").asText(), address),
                at.path("itemsPath").asText(),
                at.path("idPath").asText());
    }

    /** A word by which nodes find out whether they have the same key; nobody finds the key by it. */
    static String check(String key) {
        return HexFormat.of().formatHex(hash("check " + key), 0, 8);
    }
}
