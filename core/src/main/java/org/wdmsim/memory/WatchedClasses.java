package org.wdmsim.memory;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.wdmsim.ke.Kernel;

/**
 * Drivers and stories, loaded once more so that their reads and writes of memory are seen. Their sources stay as they are.
 *
 * <pre>{@code
 * WatchedClasses classes = WatchedClasses.besides(ClockStory.class);
 * Story story = classes.make(Story.class, ClockStory.class.getName());
 * Machine machine = Machine.builder().watching(classes).build();
 * }</pre>
 *
 * <p>A read or write of a field of a device extension, of a driver object or of a static field is a step then: other threads
 * may run before it. Other fields, elements of arrays and collections of the JDK are no steps; what a driver does with them
 * between two steps happens at once. All of them are followed: an access to an extension whose device is gone is bug check
 * 0xD5, two accesses that nothing orders are reported as a race, and two fields that belong together and were seen apart as a
 * torn protocol.
 *
 * <p>Final fields are only looked at for the end of their device. What a constructor of an extension does is not seen, up to
 * {@code IoCreateDevice}: nobody else can see the extension before that.
 *
 * <p>The machines of one such object run one after the other. Java's monitors are not followed, and an accessed field of a
 * class that is not watched is not seen.
 */
public final class WatchedClasses {
    private static final Set<String> OWN_PACKAGES = Set.of(
            "org.wdmsim.base",
            "org.wdmsim.trace",
            "org.wdmsim.sched",
            "org.wdmsim.live",
            "org.wdmsim.ke",
            "org.wdmsim.ex",
            "org.wdmsim.ob",
            "org.wdmsim.io",
            "org.wdmsim.po",
            "org.wdmsim.verifier",
            "org.wdmsim.memory",
            "org.wdmsim.machine",
            "org.wdmsim.explore",
            "org.wdmsim.pnp",
            "org.wdmsim.pnp.install",
            "org.wdmsim.pnp.removal",
            "org.wdmsim.pnp.scenario",
            "org.wdmsim.pnp.state",
            "org.wdmsim.pnp.testkit",
            "org.wdmsim.pnp.tree");

    // What a story may use that is no driver: the JDK's own, test libraries, loggers.
    private static final List<String> FOREIGN = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "org.junit.",
            "org.opentest4j.",
            "org.assertj.",
            "org.hamcrest.",
            "org.mockito.",
            "org.slf4j.",
            "ch.qos.logback.",
            "org.apache.",
            "com.google.common.",
            "kotlin.",
            "scala.");

    private final WatchedClassLoader loader;
    private boolean looksForRaces = true;
    private boolean looksForTorn = true;

    private WatchedClasses(WatchedClassLoader loader) {
        this.loader = loader;
    }

    /**
     * All classes but the JDK's, the simulator's and some well-known libraries', as far as this loader can give their class
     * files.
     */
    public static WatchedClasses from(ClassLoader parent) {
        return of(parent, WatchedClasses::isUsuallyWatched);
    }

    /** The same, by the loader of a class; this class and those inside it are watched wherever they stand. */
    public static WatchedClasses besides(Class<?> one) {
        String outermost = one.getName().split("\\$", 2)[0];
        return of(
                one.getClassLoader(),
                name -> name.equals(outermost) || name.startsWith(outermost + "$") || isUsuallyWatched(name));
    }

    /**
     * Only these classes.
     *
     * @param isWatched asked with a class's binary name; true for one that this is to load itself
     */
    public static WatchedClasses of(ClassLoader parent, Predicate<String> isWatched) {
        return new WatchedClasses(new WatchedClassLoader(parent, isWatched));
    }

    private static boolean isUsuallyWatched(String name) {
        for (String prefix : FOREIGN) {
            if (name.startsWith(prefix)) {
                return false;
            }
        }
        int dot = name.lastIndexOf('.');
        return dot < 0 || !OWN_PACKAGES.contains(name.substring(0, dot));
    }

    /** Says whether races are looked for; they are, unless this is called. */
    public WatchedClasses races(boolean value) {
        looksForRaces = value;
        return this;
    }

    /** True when races are looked for. */
    public boolean looksForRaces() {
        return looksForRaces;
    }

    /** Says whether torn protocols are looked for: see {@link TornDetector}. They are, unless this is called. */
    public WatchedClasses torn(boolean value) {
        looksForTorn = value;
        return this;
    }

    /** True when torn protocols are looked for. */
    public boolean looksForTorn() {
        return looksForTorn;
    }

    /** A detector for the next machine; null when torn protocols are not looked for. */
    public TornDetector newTornDetector() {
        return looksForTorn ? new TornDetector() : null;
    }

    /** A detector for the next machine; null when races are not looked for. */
    public RaceDetector newDetector() {
        return looksForRaces ? new RaceDetector() : null;
    }

    /** From now on the watched classes belong to this machine. */
    public void begin(Kernel kernel, RaceDetector races, TornDetector torn) {
        loader.begin(new MemoryWatch(kernel, loader.sites(), races, torn));
    }

    /**
     * A new object of a watched class.
     *
     * @param type what it is used as: an interface or class that is not watched
     * @param className a class with a constructor without parameters, which need not be public
     * @throws IllegalArgumentException when there is no such class or constructor, or its class file is not to be had
     */
    public <T> T make(Class<T> type, String className) {
        Class<?> watched = load(className);
        if (!type.isAssignableFrom(watched)) {
            throw new IllegalArgumentException(className + " is no " + type.getName() + ", or that one is watched too");
        }
        try {
            Constructor<?> constructor = watched.getDeclaredConstructor();
            constructor.setAccessible(true);
            return type.cast(constructor.newInstance());
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException none) {
            throw new IllegalArgumentException(
                    className + " cannot be made: give a class with a constructor without parameters", none);
        } catch (InvocationTargetException thrown) {
            throw new IllegalArgumentException("the constructor of " + className + " threw", thrown.getCause());
        }
    }

    private Class<?> load(String className) {
        Class<?> watched;
        try {
            watched = loader.loadClass(className);
        } catch (ClassNotFoundException missing) {
            throw new IllegalArgumentException("there is no class " + className + " to be watched", missing);
        }
        if (watched.getClassLoader() != loader) {
            throw new IllegalArgumentException("the fields of " + className
                    + " cannot be watched: its class file is not to be had, or it is one of the JDK's or the simulator's"
                    + " own; give a class that its loader can read as a resource, and no lambda");
        }
        return watched;
    }
}
