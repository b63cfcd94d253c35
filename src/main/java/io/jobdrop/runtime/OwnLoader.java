package io.jobdrop.runtime;

import java.util.function.Supplier;

/**
 * The bundle's own class loader as that of the thread: threads that are started meanwhile inherit it, and libraries that
 * look for services there find ours.
 */
public final class OwnLoader {
    private OwnLoader() {}

    public static <T> T within(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(OwnLoader.class.getClassLoader());
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
