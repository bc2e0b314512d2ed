package org.wdmsim.memory;

import java.util.Set;

/** Which calls of the JDK's routines touch an object that threads may share, and how. */
final class JdkCalls {
    // What is not named here is taken for a change: that costs runs, and no outcome.
    private static final Set<String> LOOKS = Set.of(
            "size",
            "isEmpty",
            "get",
            "getOrDefault",
            "contains",
            "containsKey",
            "containsValue",
            "containsAll",
            "indexOf",
            "lastIndexOf",
            "iterator",
            "listIterator",
            "descendingIterator",
            "hasNext",
            "next",
            "subList",
            "stream",
            "forEach",
            "peek",
            "peekFirst",
            "peekLast",
            "getFirst",
            "getLast",
            "element",
            "first",
            "last",
            "keySet",
            "values",
            "entrySet",
            "toArray",
            "length",
            "charAt",
            "toString",
            "hashCode",
            "equals");

    // Without a state of their own, or never changed.
    private static final Set<String> PURE = Set.of(
            "java/util/Objects",
            "java/util/Optional",
            "java/util/OptionalInt",
            "java/util/OptionalLong",
            "java/util/OptionalDouble",
            "java/util/Locale",
            "java/util/UUID",
            "java/util/Comparator",
            "java/util/Map$Entry",
            "java/util/HexFormat");

    // What they answer shows the object that was called, or walks through it.
    private static final Set<String> VIEWS = Set.of(
            "iterator",
            "listIterator",
            "descendingIterator",
            "subList",
            "keySet",
            "values",
            "entrySet",
            "descendingMap",
            "descendingSet",
            "headMap",
            "tailMap",
            "subMap",
            "slice",
            "duplicate",
            "array");

    private JdkCalls() {}

    /** True when the call answers something that shows the object that was called. */
    static boolean answersView(String method) {
        return VIEWS.contains(method) || method.startsWith("as") && method.endsWith("Buffer");
    }

    /** True when the call answers an array or a collection that nobody else has yet. */
    static boolean answersNew(String owner, String method, String answer) {
        return answer.startsWith("[")
                && (owner.equals("java/lang/String")
                        || owner.equals("java/util/Arrays")
                        || method.equals("toArray")
                        || method.equals("clone"));
    }

    /** True when the call of an instance method of this class may touch what threads share. */
    static boolean touches(String owner) {
        if (owner.equals("java/lang/StringBuilder") || owner.equals("java/lang/StringBuffer")) {
            return true;
        }
        if (owner.startsWith("java/nio/")) {
            return owner.contains("Buffer");
        }
        return owner.startsWith("java/util/")
                && !owner.startsWith("java/util/function/")
                && !owner.startsWith("java/util/stream/")
                && !owner.startsWith("java/util/regex/")
                && !PURE.contains(owner);
    }

    /** True when such a call may change the object. */
    static boolean changes(String owner, String method) {
        return !LOOKS.contains(method) || owner.startsWith("java/nio/"); // a buffer has a position, which goes on
    }

    /** True when the object's calls order threads: an atomic number, a concurrent collection. */
    static boolean orders(String owner) {
        return owner.startsWith("java/util/concurrent/");
    }

    /** True for an object that cannot change: what {@code List.of} makes. */
    static boolean isUnchangeable(Object object) {
        return object.getClass().getName().startsWith("java.util.ImmutableCollections");
    }

    /** True for an object that is memory as a whole: an array, or a collection that can change. */
    static boolean isMemory(Object object) {
        Class<?> type = object.getClass();
        return type.isArray() || touches(type.getName().replace('.', '/')) && !isUnchangeable(object);
    }

    static boolean isJdk(Class<?> type) {
        return type.getName().startsWith("java.");
    }
}
