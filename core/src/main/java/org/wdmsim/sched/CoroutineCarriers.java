package org.wdmsim.sched;

import com.google.common.base.Suppliers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The carriers, fastest first: {@code continuations}, {@code virtual-threads}, {@code platform-threads}.
 *
 * <p>Each is tried once in the life of the JVM, when first asked for, by a coroutine of two steps. One that does not work
 * here is not offered, and the next takes over without a word; {@link #whyNot} tells the reason to who asks.
 */
public final class CoroutineCarriers {
    private CoroutineCarriers() {}

    private enum Kind {
        CONTINUATIONS(ContinuationCarrier.NAME, ContinuationCarrier::new),
        VIRTUAL_THREADS(VirtualThreadCarrier.NAME, VirtualThreadCarrier::new),
        PLATFORM_THREADS(PlatformThreadCarrier.NAME, PlatformThreadCarrier::new);

        final String carrier;
        final Supplier<CoroutineCarrier> opener;
        final Supplier<String> whyNot;

        Kind(String carrier, Supplier<CoroutineCarrier> opener) {
            this.carrier = carrier;
            this.opener = opener;
            this.whyNot = Suppliers.memoize(() -> tryOut(this));
        }

        boolean works() {
            return whyNot.get().isEmpty();
        }
    }

    /** The names that {@link #open(String)} takes here, fastest first. Never empty: platform threads work everywhere. */
    public static List<String> available() {
        return Stream.of(Kind.values())
                .filter(Kind::works)
                .map(kind -> kind.carrier)
                .toList();
    }

    /** Opens the fastest carrier that works here. */
    public static CoroutineCarrier open() {
        return Stream.of(Kind.values())
                .filter(Kind::works)
                .findFirst()
                .orElseThrow(() -> new AssertionError("simulator bug: no carrier works, not even platform threads"))
                .opener
                .get();
    }

    /**
     * Opens the carrier of that name.
     *
     * @throws IllegalArgumentException if there is none, or it does not work here
     */
    public static CoroutineCarrier open(String name) {
        Kind kind = kind(name);
        if (!kind.works()) {
            throw new IllegalArgumentException("carrier \"" + name + "\" does not work here: " + kind.whyNot.get()
                    + "; choose one of " + String.join(", ", available()));
        }
        return kind.opener.get();
    }

    /**
     * Why the carrier of that name does not work here; empty when it does.
     *
     * @throws IllegalArgumentException if there is no carrier of that name
     */
    public static String whyNot(String name) {
        return kind(name).whyNot.get();
    }

    private static Kind kind(String name) {
        return Stream.of(Kind.values())
                .filter(kind -> kind.carrier.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no carrier is called \"" + name + "\"; the names are "
                        + Stream.of(Kind.values()).map(kind -> kind.carrier).collect(Collectors.joining(", "))));
    }

    /** The reason why a carrier cannot be used, or the empty text. */
    private static String tryOut(Kind kind) {
        int feature = Runtime.version().feature();
        if (kind != Kind.PLATFORM_THREADS && feature < 21) {
            return "it needs JDK 21 or later, and this is JDK " + feature;
        }
        try (CoroutineCarrier carrier = kind.opener.get()) {
            return twoSteps(carrier) ? "" : "a coroutine of two steps went astray on it";
        } catch (LinkageError | RuntimeException e) {
            return reason(e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e);
        }
    }

    private static String reason(Throwable e) {
        if (e instanceof IllegalAccessException) {
            Module module = CoroutineCarriers.class.getModule();
            return "start java with --add-exports java.base/jdk.internal.vm="
                    + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
        }
        return e.toString();
    }

    private static boolean twoSteps(CoroutineCarrier carrier) {
        List<Integer> seen = new ArrayList<>();
        carrier.host(() -> {
            AtomicInteger step = new AtomicInteger();
            Coroutine[] self = new Coroutine[1];
            self[0] = carrier.create("self-test", () -> {
                step.incrementAndGet();
                self[0].suspend();
                step.incrementAndGet();
            });
            while (!self[0].isDone()) {
                self[0].resume();
                seen.add(step.get());
            }
        });
        return seen.equals(List.of(1, 2));
    }
}
