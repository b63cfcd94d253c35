package io.jobdrop.runtime;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.camel.api.management.mbean.ManagedCamelContextMBean;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.apache.camel.management.DefaultManagementObjectNameStrategy;
import org.jspecify.annotations.Nullable;

/**
 * MBeans for what has the same name after each start: the context and the feeds' routes. Camel's others have a number of
 * the day in their names, or are of use only while one debugs, and show messages.
 */
final class StableNames extends DefaultManagementObjectNameStrategy {
    @Override
    public @Nullable ObjectName getObjectName(Object managed) throws MalformedObjectNameException {
        boolean stable = managed instanceof ManagedCamelContextMBean || managed instanceof ManagedRouteMBean;
        return stable ? super.getObjectName(managed) : null;
    }
}
