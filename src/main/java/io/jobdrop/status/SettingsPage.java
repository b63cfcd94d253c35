package io.jobdrop.status;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.EffectiveSettings;
import java.util.List;

/** The settings in force, each with its origin and without secrets, as {@code jobdrop config} prints them. */
final class SettingsPage {
    private final Configuration configuration;

    SettingsPage(Configuration configuration) {
        this.configuration = configuration;
    }

    Html of(Request request) {
        boolean all = request.parameter("all").equals("true");
        EffectiveSettings settings = new EffectiveSettings(configuration);
        List<EffectiveSettings.Shown> shown = all ? settings.all() : settings.chosen();
        return Html.of(
                """
                <h1>Settings</h1>
                <p>{} Relative paths start at <span class="id">{}</span>.</p>
                <table><thead><tr><th>Setting<th>Value<th>From</thead><tbody>{}</tbody></table>
                """,
                all
                        ? Html.of(
                                "Every setting. <a href=\"{}/settings\">Those that differ from the defaults</a>.",
                                request.base())
                        : Html.of(
                                "Those that differ from the defaults. <a href=\"{}/settings?all=true\">Every setting</a>.",
                                request.base()),
                configuration.settings().home(),
                Html.each(shown, SettingsPage::row));
    }

    private static Html row(EffectiveSettings.Shown setting) {
        return Html.of("""
                <tr><th scope="row" data-label="Setting" class="id">{}<td data-label="Value" class="id">{}\
                <td data-label="From" class="id">{}</tr>
                """, setting.key(), setting.value(), setting.origin());
    }
}
