package io.jobdrop.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tests take for the rendered manifests is what {@code kubectl} makes of them, where it is installed. */
class KustomizationTest {
    private static final Path KUBECTL = Path.of("/usr/bin/kubectl");

    @ParameterizedTest
    @ValueSource(strings = {"base", "sandbox", "cluster"})
    void kubectl_renders_the_same(String overlay) throws Exception {
        assumeThat(KUBECTL).as("kubectl").exists();
        Path folder = Path.of("ops/kubernetes", overlay);
        Process kubectl = new ProcessBuilder(KUBECTL.toString(), "kustomize", folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .replaceAll("(jobdrop-(?:settings|feeds))-[a-z0-9]{10}\\b", "$1");

        assertThat(kubectl.waitFor()).isZero();
        assertThat((Object) Kustomization.documents(rendered))
                .usingRecursiveComparison()
                .ignoringCollectionOrder()
                .isEqualTo(Kustomization.render(folder));
    }
}
