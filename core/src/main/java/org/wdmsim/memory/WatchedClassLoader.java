package org.wdmsim.memory;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Predicate;

/** Loads watched classes itself, with calls that tell what they touch, and leaves all others to its parent. */
final class WatchedClassLoader extends ClassLoader {
    private static final String BRIDGE = "org.wdmsim.memory.Bridge";

    private final Predicate<String> isWatched;
    private final Layouts layouts;

    static {
        registerAsParallelCapable();
    }

    WatchedClassLoader(ClassLoader parent, Predicate<String> isWatched) {
        super(parent);
        this.isWatched = isWatched;
        this.layouts = new Layouts(parent, isWatched);
    }

    Sites sites() {
        return layouts.sites();
    }

    /** Tells the classes of this loader whom they belong to now. */
    void begin(MemoryWatch watch) {
        try {
            loadClass(BRIDGE).getMethod("begin", MemoryWatch.class).invoke(null, watch);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new AssertionError("simulator bug: the bridge of watched classes cannot be reached", e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known == null) {
                known = name.equals(BRIDGE)
                        ? bridge()
                        : isWatched.test(name) ? woven(name) : super.loadClass(name, false);
            }
            if (resolve) {
                resolveClass(known);
            }
            return known;
        }
    }

    /** A copy of the bridge: its static field is this loader's own. */
    private Class<?> bridge() throws ClassNotFoundException {
        try (InputStream in = Bridge.class.getResourceAsStream("Bridge.class")) {
            byte[] bytes = in.readAllBytes();
            return defineClass(BRIDGE, bytes, 0, bytes.length);
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(BRIDGE, unreadable);
        }
    }

    private Class<?> woven(String name) throws ClassNotFoundException {
        String internalName = name.replace('.', '/');
        byte[] bytes = layouts.bytes(internalName);
        if (bytes == null) {
            return super.loadClass(name, false); // made at run time, or not there at all
        }
        byte[] woven;
        try {
            woven = ClassWeaver.weave(bytes, layouts.of(internalName), layouts);
        } catch (IllegalArgumentException tooNew) {
            throw new IllegalStateException(
                    "the fields of " + name
                            + " cannot be watched: its class file is of a newer Java than this simulator"
                            + " can read (" + tooNew.getMessage() + "); compile it for an older one, or explore without"
                            + " fields",
                    tooNew);
        }
        return defineClass(name, woven, 0, woven.length);
    }
}
