package org.wdmsim.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.objectweb.asm.Opcodes;

/** The layouts of watched classes, read from their class files when woven code needs them. */
final class Layouts {
    private static final String EXTENSION = "org/wdmsim/io/DeviceExtension";
    private static final String DRIVER = "org/wdmsim/io/Driver";

    private final ClassLoader source;
    private final Predicate<String> isWatched; // by the name with dots
    private final Sites sites = new Sites();
    private final Map<String, Layout> layouts = new HashMap<>();

    Layouts(ClassLoader source, Predicate<String> isWatched) {
        this.source = source;
        this.isWatched = isWatched;
    }

    Sites sites() {
        return sites;
    }

    /** The bytes of a class; null when there are none to be had. */
    byte[] bytes(String internalName) {
        try (InputStream in = source.getResourceAsStream(internalName + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("class file " + internalName + " cannot be read", unreadable);
        }
    }

    /** Null for a class that is not watched. */
    synchronized Layout of(String internalName) {
        if (!layouts.containsKey(internalName)) {
            byte[] bytes = isWatched.test(internalName.replace('/', '.')) ? bytes(internalName) : null;
            layouts.put(internalName, bytes == null ? null : Layout.of(bytes, sites));
        }
        return layouts.get(internalName);
    }

    /** The field that an instruction means; null when no watched class declares it. */
    Layout.Field field(String owner, String name) {
        for (Layout layout = of(owner); layout != null; layout = of(layout.superName())) {
            Layout.Field field = layout.field(name);
            if (field != null) {
                return field;
            }
        }
        return null;
    }

    /** True for a class whose routines tell nothing of what they touch: neither a watched one, nor one of the simulator's. */
    boolean isForeign(String owner) {
        return owner.startsWith("[") || !owner.startsWith("org/wdmsim/") && of(owner) == null;
    }

    boolean isExtension(Layout layout) {
        for (Layout one = layout; one != null; one = of(one.superName())) {
            if (one.superName().equals(EXTENSION)) {
                return true;
            }
        }
        return false;
    }

    private boolean isDriver(Layout layout) {
        for (Layout one = layout; one != null; one = of(one.superName())) {
            if (one.implementsOne(DRIVER)) {
                return true;
            }
        }
        return false;
    }

    /** True when another thread may run just before the field is accessed. */
    boolean isStep(Layout.Field field) {
        return field.is(Opcodes.ACC_STATIC) || isExtension(field.owner()) || isDriver(field.owner());
    }
}
