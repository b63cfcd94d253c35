package io.jobdrop.poll;

import io.jobdrop.job.Redacted;
import io.jobdrop.stage.Disk;
import io.jobdrop.stage.Room;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of each file of ids, and each inbox, that cannot be read. It is tried again each second, and told once. */
public final class InboxFailures implements ExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger("io.jobdrop.inbox");
    private static final int MOST = 1000;

    private final Room room;
    private final Map<String, String> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST;
        }
    };

    public InboxFailures(Room room) {
        this.room = room;
    }

    /** A file whose ids could not be taken. */
    public void file(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        handleException("a file of ids", exchange, failure);
    }

    @Override
    public void handleException(Throwable exception) {
        handleException("an inbox", null, exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException("an inbox", null, exception);
    }

    @Override
    public synchronized void handleException(String message, @Nullable Exchange exchange, Throwable exception) {
        Object file = exchange == null ? null : exchange.getMessage().getHeader(Exchange.FILE_PATH);
        String what = file == null ? message : file.toString();
        String reason = Redacted.line(String.valueOf(exception.getMessage()));
        if (Disk.isFull(exception)) {
            // The next try is a second away, and so is the next note of it.
            room.failed(what + " could not be moved to .done: " + reason);
        }
        if (!reason.equals(told.put(what, reason))) {
            LOG.warn("{} could not be read: {}; it stays, and is read again", what, reason);
        }
    }
}
