package org.wdmsim.ob;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;

/**
 * The object manager's namespace: full names such as {@code \Device\00000003} lead to objects, symbolic links such as
 * {@code \??\Toaster} lead to other names. Names compare without regard to case.
 */
public final class Namespace {
    private static final int MOST_LINKS = 32;

    private final Map<String, KernelObject> objects = new TreeMap<>();
    private final Map<String, String> links = new TreeMap<>();

    /** A namespace without names. */
    public Namespace() {}

    /**
     * Enters an object.
     *
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_OBJECT_NAME_COLLISION} when the name is taken
     */
    public NtStatus insert(String name, KernelObject object) {
        if (isTaken(name)) {
            return NtStatus.STATUS_OBJECT_NAME_COLLISION;
        }
        objects.put(key(name), object);
        return NtStatus.STATUS_SUCCESS;
    }

    /** Takes an object's name away; the object lives on. */
    public void remove(String name) {
        objects.remove(key(name));
    }

    /**
     * Makes one name lead to another, which need not exist.
     *
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_OBJECT_NAME_COLLISION} when the name is taken
     */
    public NtStatus link(String name, String target) {
        if (isTaken(name)) {
            return NtStatus.STATUS_OBJECT_NAME_COLLISION;
        }
        links.put(key(name), target);
        return NtStatus.STATUS_SUCCESS;
    }

    /**
     * Takes a symbolic link away.
     *
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_OBJECT_NAME_NOT_FOUND} when there is no such link
     */
    public NtStatus unlink(String name) {
        return links.remove(key(name)) == null ? NtStatus.STATUS_OBJECT_NAME_NOT_FOUND : NtStatus.STATUS_SUCCESS;
    }

    /** True when an object or a link has this name. */
    public boolean isTaken(String name) {
        return objects.containsKey(key(name)) || links.containsKey(key(name));
    }

    /** The object that a name leads to, through any links. */
    public Optional<KernelObject> resolve(String name) {
        String target = name;
        for (int i = 0; i < MOST_LINKS; i++) {
            KernelObject object = objects.get(key(target));
            if (object != null) {
                return Optional.of(object);
            }
            target = links.get(key(target));
            if (target == null) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
