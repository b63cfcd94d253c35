package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.EndpointDestination;
import io.jobdrop.config.Notifications;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/**
 * Gives a context the endpoints that the settings name, and keeps the environment away from it: our own settings have read
 * it, and Camel would let FEED or NAME change a route's parameter.
 */
class OwnEnvironment extends MainListenerSupport {
    private final Configuration configuration;

    OwnEnvironment(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public void beforeInitialize(BaseMainSupport starting) {
        CamelContext context = starting.getCamelContext();
        PropertiesComponent component = (PropertiesComponent) context.getPropertiesComponent();
        component.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        component.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        List<String> feeds = configuration.feeds().stream().map(Feed::name).toList();
        EndpointDestination.bind(configuration.settings(), feeds, context);
        Notifications.bind(configuration.settings(), feeds, context);
    }
}
