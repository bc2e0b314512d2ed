package org.wdmsim.memory;

import java.util.Locale;
import java.util.Set;
import org.objectweb.asm.Type;
import org.wdmsim.base.Touch;

/** What routines of the JDK do with arrays and collections that they are given. */
final class JdkArguments {
    // An array that is passed counts as changed, and a collection as looked at, unless the routine is named here.
    private static final Set<String> LOOKS_AT_ARRAYS = Set.of(
            "java/lang/String",
            "java/lang/StringBuilder",
            "java/lang/StringBuffer",
            "java/util/Arrays",
            "java/util/Objects",
            "java/util/List",
            "java/util/Set",
            "java/util/Map",
            "java/util/EnumSet",
            "java/util/stream/Stream",
            "java/util/stream/IntStream",
            "java/util/stream/LongStream");
    private static final Set<String> FILLS_ARRAYS = Set.of("getChars", "getBytes", "toArray");

    // Through these types an array or a collection can be passed, and be called, without its own type being known.
    private static final Set<String> HOLDS_ANYTHING =
            Set.of("java/lang/Object", "java/lang/Iterable", "java/lang/CharSequence", "java/lang/Appendable");

    private JdkArguments() {}

    /** True when what is of this type may be an array or a collection. */
    static boolean mayBeMemory(Type type) {
        return type.getSort() == Type.ARRAY
                || type.getSort() == Type.OBJECT
                        && (HOLDS_ANYTHING.contains(type.getInternalName())
                                || JdkCalls.touches(type.getInternalName()));
    }

    /** True for a type of the JDK through which a collection can be called. */
    static boolean hidesMemory(String owner) {
        return HOLDS_ANYTHING.contains(owner);
    }

    /** How a routine touches an argument. */
    static Touch touch(String owner, String routine, Type argument, int place) {
        boolean changes;
        if (owner.equals("java/lang/System")) {
            changes = routine.equals("arraycopy") && place == 2;
        } else if (owner.equals("java/util/Arrays")) {
            changes = place == 0 && changesFirst(routine);
        } else if (argument.getSort() == Type.ARRAY) {
            changes = !LOOKS_AT_ARRAYS.contains(owner) || FILLS_ARRAYS.contains(routine);
        } else {
            changes = routine.equals("drainTo");
        }
        return changes ? Touch.WRITE : Touch.READ;
    }

    private static boolean changesFirst(String routine) {
        return routine.equals("fill")
                || routine.startsWith("set")
                || routine.startsWith("parallel")
                || routine.toLowerCase(Locale.ROOT).contains("sort");
    }

    /** True for a static routine whose answer shows its first argument. */
    static boolean answersViewOfFirst(String owner, String routine) {
        return switch (owner) {
            case "java/util/Arrays" ->
                routine.equals("asList") || routine.equals("stream") || routine.equals("spliterator");
            case "java/util/Collections" ->
                routine.startsWith("unmodifiable")
                        || routine.startsWith("synchronized")
                        || routine.startsWith("checked")
                        || routine.equals("enumeration")
                        || routine.equals("newSetFromMap")
                        || routine.equals("asLifoQueue");
            default -> owner.startsWith("java/nio/") && routine.equals("wrap");
        };
    }

    /** True for a static routine that may touch more than what it is given: what lies inside of that, for one. */
    static boolean touchesAnything(String owner, String routine) {
        return owner.equals("java/util/Collections") || owner.equals("java/util/Arrays") && routine.startsWith("deep");
    }
}
