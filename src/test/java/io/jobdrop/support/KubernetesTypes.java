package io.jobdrop.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.Map;

/** The types of Kubernetes' API. Each refuses a field that it, or a type within it, does not have. */
public final class KubernetesTypes {
    private static final Map<String, Decoder> TYPES = Map.of(
            "v1/ConfigMap", V1ConfigMap::fromJson,
            "v1/Pod", V1Pod::fromJson,
            "batch/v1/Job", V1Job::fromJson,
            "v1/Service", V1Service::fromJson,
            "v1/ServiceAccount", V1ServiceAccount::fromJson,
            "apps/v1/StatefulSet", V1StatefulSet::fromJson,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::fromJson,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::fromJson);

    private KubernetesTypes() {}

    private interface Decoder {
        Object decode(String json) throws IOException;
    }

    /** What a manifest says, as the type that it names. */
    public static Object decode(Object manifest) throws IOException {
        JsonNode json = new ObjectMapper().valueToTree(manifest);
        String type = json.path("apiVersion").asText() + "/" + json.path("kind").asText();
        Decoder decoder = TYPES.get(type);
        if (decoder == null) {
            throw new IOException("no manifest of ours has the type " + type);
        }
        return decoder.decode(json.toString());
    }
}
