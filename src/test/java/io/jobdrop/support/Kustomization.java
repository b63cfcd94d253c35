package io.jobdrop.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The manifests of a folder of Kustomize, as {@code kubectl kustomize} renders them but for the hashes in the names of
 * ConfigMaps. It knows the fields of Kustomize that this project uses, and refuses others.
 */
public final class Kustomization {
    private static final List<String> FIELDS =
            List.of("apiVersion", "kind", "resources", "components", "patches", "images", "configMapGenerator");
    // By which field Kustomize finds the entry of a list that a patch means; it replaces other lists.
    private static final Map<String, String> MERGE_KEYS = Map.of(
            "containers",
            "name",
            "volumes",
            "name",
            "env",
            "name",
            "volumeMounts",
            "mountPath",
            "ports",
            "containerPort");

    private final Map<String, Map<String, Object>> manifests = new TreeMap<>();

    private Kustomization() {}

    /** All manifests of a folder, by kind and name, such as {@code Service/jobdrop}. */
    public static Map<String, Map<String, Object>> render(Path folder) throws IOException {
        Kustomization rendered = new Kustomization();
        rendered.add(folder.normalize());
        return rendered.manifests;
    }

    /** The documents of YAML, by kind and name. */
    public static Map<String, Map<String, Object>> documents(String yaml) {
        Map<String, Map<String, Object>> found = new TreeMap<>();
        Load load = new Load(LoadSettings.builder().build());
        StreamSupport.stream(load.loadAllFromString(yaml).spliterator(), false)
                .map(Kustomization::map)
                .forEach(each -> found.put(id(each), each));
        return found;
    }

    private void add(Path folder) throws IOException {
        Map<String, Object> settings = settings(folder);
        if (!FIELDS.containsAll(settings.keySet())) {
            throw new IllegalArgumentException(folder + " has other fields than " + FIELDS + ": " + settings.keySet());
        }
        for (String field : List.of("resources", "components")) {
            for (Object resource : list(settings.get(field))) {
                Path path = folder.resolve(resource.toString()).normalize();
                if (Files.isDirectory(path)) {
                    add(path);
                } else {
                    manifests.putAll(documents(Files.readString(path)));
                }
            }
        }
        for (Object patch : list(settings.get("patches"))) {
            Path path = folder.resolve(map(patch).get("path").toString());
            documents(Files.readString(path)).forEach((id, change) -> merge(manifests.get(id), change));
        }
        for (Object generator : list(settings.get("configMapGenerator"))) {
            configMap(folder, map(generator));
        }
        for (Object image : list(settings.get("images"))) {
            manifests.values().forEach(manifest -> name(manifest, map(image)));
        }
    }

    private static Map<String, Object> settings(Path folder) throws IOException {
        String yaml = Files.readString(folder.resolve("kustomization.yaml"));
        return map(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    private void configMap(Path folder, Map<String, Object> generator) throws IOException {
        Map<String, Object> data = new LinkedHashMap<>();
        for (Object file : list(generator.get("files"))) {
            Path path = folder.resolve(file.toString());
            data.put(path.getFileName().toString(), Files.readString(path));
        }
        Map<String, Object> manifest = new LinkedHashMap<>(Map.of("apiVersion", "v1", "kind", "ConfigMap"));
        manifest.put("metadata", new LinkedHashMap<>(Map.of("name", generator.get("name"))));
        if (!data.isEmpty()) {
            manifest.put("data", data);
        }
        boolean replaces = manifests.put(id(manifest), manifest) != null;
        if (replaces != "replace".equals(generator.get("behavior"))) {
            throw new IllegalArgumentException(folder + ": behavior of " + generator.get("name"));
        }
    }

    private static void name(Object node, Map<String, Object> image) {
        if (node instanceof Map) {
            Map<String, Object> fields = map(node);
            fields.computeIfPresent(
                    "image",
                    (key, old) -> old.equals(image.get("name"))
                            ? image.getOrDefault("newName", old) + ":" + image.get("newTag")
                            : old);
            fields.values().forEach(value -> name(value, image));
        } else if (node instanceof List<?> entries) {
            entries.forEach(entry -> name(entry, image));
        }
    }

    private static void merge(Map<String, Object> target, Map<String, Object> change) {
        change.forEach((key, value) -> {
            if (value == null) {
                target.remove(key);
            } else if (value instanceof Map && target.get(key) instanceof Map) {
                merge(map(target.get(key)), map(value));
            } else if (value instanceof List && MERGE_KEYS.containsKey(key) && target.get(key) instanceof List) {
                target.put(key, merged(list(target.get(key)), list(value), MERGE_KEYS.get(key)));
            } else {
                target.put(key, value);
            }
        });
    }

    private static List<Object> merged(List<Object> target, List<Object> changes, String key) {
        List<Object> entries = new ArrayList<>(target);
        for (Object change : changes) {
            Object name = map(change).get(key);
            entries.stream()
                    .filter(entry -> map(entry).get(key).equals(name))
                    .findFirst()
                    .ifPresentOrElse(entry -> merge(map(entry), map(change)), () -> entries.add(change));
        }
        return entries;
    }

    private static String id(Map<String, Object> manifest) {
        return manifest.get("kind") + "/" + map(manifest.get("metadata")).get("name");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object node) {
        return node == null ? List.of() : (List<Object>) node;
    }
}
