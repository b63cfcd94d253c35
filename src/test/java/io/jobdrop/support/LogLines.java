package io.jobdrop.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** Collects what is logged, from all loggers, while it is open. */
public final class LogLines implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final Level before = context.getRootLogger().getLevel();
    private final AbstractAppender appender =
            new AbstractAppender("log-lines", null, null, true, Property.EMPTY_ARRAY) {
                @Override
                public void append(LogEvent event) {
                    String thrown = event.getThrown() == null ? "" : " " + event.getThrown();
                    lines.add(event.getMessage().getFormattedMessage() + thrown);
                }
            };

    public LogLines(Level level) {
        appender.start();
        context.getRootLogger().addAppender(appender);
        Configurator.setRootLevel(level);
    }

    public List<String> all() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        context.getRootLogger().removeAppender(appender);
        Configurator.setRootLevel(before);
        appender.stop();
    }
}
