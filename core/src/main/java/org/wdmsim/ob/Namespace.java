package org.wdmsim.ob;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.Kernel;
import org.wdmsim.sched.TransitionListener;

/**
 * The object manager's namespace: full names such as {@code \Device\00000003} lead to objects, symbolic links such as
 * {@code \??\Toaster} lead to other names. Names compare without regard to case.
 *
 * <pre>
 *   \DosDevices\Toaster  →  \??\Toaster  →  \Device\00000003  →  pdo#3
 *   \GLOBAL??\Toaster    →
 *   \Device\00000003\left\slot           →  pdo#3, and "\left\slot" is for its driver
 * </pre>
 *
 * @differs one directory of visible names for all sessions; a directory comes into being with the first name in it, and has
 *     no security descriptor
 */
public final class Namespace {
    private static final int MOST_LINKS = 32;

    // Under the dispatcher lock. Keys are in lower case, and with the name of a directory that is itself a link
    // replaced, so that a name has one key.
    private final Kernel kernel;
    private final Map<String, Entry> entries = new TreeMap<>();

    /** What has a name: an object, or a link's target. */
    private record Entry(String name, KernelObject object, String target) {}

    private static final Entry DOS_DEVICES = new Entry("\\DosDevices", null, "\\??");
    private static final Entry GLOBAL = new Entry("\\GLOBAL??", null, "\\??");

    /**
     * What a name leads to.
     *
     * @param object the object
     * @param remainder what of the name is left for the object's driver: empty, or {@code \left\slot}
     */
    public record Found(KernelObject object, String remainder) {}

    /** A namespace with the two links to the visible names: {@code \DosDevices} and {@code \GLOBAL??}. */
    public Namespace(Kernel kernel) {
        this.kernel = kernel;
        entries.put("\\dosdevices", DOS_DEVICES);
        entries.put("\\global??", GLOBAL);
    }

    /**
     * Enters an object.
     *
     * @return {@code STATUS_SUCCESS}; {@code STATUS_OBJECT_NAME_COLLISION} when the name is taken; {@code
     *     STATUS_OBJECT_PATH_SYNTAX_BAD} when it does not begin with a backslash; {@code STATUS_OBJECT_NAME_INVALID} when it
     *     ends with one or has two in a row
     */
    public NtStatus insert(String name, KernelObject object) {
        return enter(name, new Entry(name, object, null));
    }

    /** Takes an object's name away; the object lives on. */
    public void remove(String name) {
        kernel.touchArea(TransitionListener.NAMES, Touch.WRITE);
        kernel.lockSaid();
        try {
            String key = key(name);
            Entry entry = entries.get(key);
            if (entry != null && entry.object() != null) {
                entries.remove(key);
            }
        } finally {
            kernel.unlock();
        }
    }

    /**
     * Makes one name lead to another, which need not exist.
     *
     * @return as {@link #insert}
     */
    public NtStatus link(String name, String target) {
        return enter(name, new Entry(name, null, target));
    }

    private NtStatus enter(String name, Entry entry) {
        if (!name.startsWith("\\")) {
            return NtStatus.STATUS_OBJECT_PATH_SYNTAX_BAD;
        }
        if (name.endsWith("\\") || name.contains("\\\\")) {
            return NtStatus.STATUS_OBJECT_NAME_INVALID;
        }
        kernel.touchArea(TransitionListener.NAMES, Touch.WRITE);
        kernel.lockSaid();
        try {
            return entries.putIfAbsent(key(name), entry) == null
                    ? NtStatus.STATUS_SUCCESS
                    : NtStatus.STATUS_OBJECT_NAME_COLLISION;
        } finally {
            kernel.unlock();
        }
    }

    /**
     * Takes a symbolic link away.
     *
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_OBJECT_NAME_NOT_FOUND} when there is no such link
     */
    public NtStatus unlink(String name) {
        kernel.touchArea(TransitionListener.NAMES, Touch.WRITE);
        kernel.lockSaid();
        try {
            String key = key(name);
            Entry entry = entries.get(key);
            if (entry == null || entry.target() == null) {
                return NtStatus.STATUS_OBJECT_NAME_NOT_FOUND;
            }
            entries.remove(key);
            return NtStatus.STATUS_SUCCESS;
        } finally {
            kernel.unlock();
        }
    }

    /** True when an object or a link has this name. */
    public boolean isTaken(String name) {
        kernel.touchArea(TransitionListener.NAMES, Touch.READ);
        kernel.lockSaid();
        try {
            return entries.containsKey(key(name));
        } finally {
            kernel.unlock();
        }
    }

    /** The object that a name leads to, through any links; empty when something of the name is left over. */
    public Optional<KernelObject> resolve(String name) {
        NtResult<Found> found = lookup(name);
        return found.isSuccess() && found.value().remainder().isEmpty()
                ? Optional.of(found.value().object())
                : Optional.empty();
    }

    /**
     * The object that a name or the beginning of it leads to, through any links.
     *
     * @return the object and what is left of the name; {@code STATUS_OBJECT_NAME_NOT_FOUND}, also for links that lead in a
     *     circle; {@code STATUS_OBJECT_PATH_SYNTAX_BAD} when the name does not begin with a backslash
     */
    public NtResult<Found> lookup(String name) {
        if (!name.startsWith("\\")) {
            return NtResult.failed(NtStatus.STATUS_OBJECT_PATH_SYNTAX_BAD);
        }
        kernel.touchArea(TransitionListener.NAMES, Touch.READ);
        kernel.lockSaid();
        try {
            String wanted = name;
            for (int i = 0; i < MOST_LINKS && wanted != null; i++) {
                int end = endOfKnown(wanted);
                if (end < 0) {
                    return NtResult.failed(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
                }
                Entry entry = entries.get(key(wanted.substring(0, end)));
                String rest = wanted.substring(end);
                if (entry.object() != null) {
                    return NtResult.of(new Found(entry.object(), rest));
                }
                wanted = entry.target() + rest;
            }
            return NtResult.failed(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
        } finally {
            kernel.unlock();
        }
    }

    /** Where the known part of a name ends: all of it if that is known, else the shortest beginning; -1 for none. */
    private int endOfKnown(String name) {
        if (entries.containsKey(key(name))) {
            return name.length();
        }
        for (int end = name.indexOf('\\', 1); end >= 0; end = name.indexOf('\\', end + 1)) {
            if (entries.containsKey(key(name.substring(0, end)))) {
                return end;
            }
        }
        return -1;
    }

    /** The names in a directory, {@code \Device} or {@code \??}, as they were entered, in alphabetical order. */
    public List<String> namesIn(String directory) {
        kernel.touchArea(TransitionListener.NAMES, Touch.READ);
        kernel.lockSaid();
        try {
            String begin = key(directory + "\\");
            List<String> names = new ArrayList<>();
            entries.forEach((key, entry) -> {
                if (key.startsWith(begin) && key.indexOf('\\', begin.length()) < 0) {
                    names.add(entry.name());
                }
            });
            return names;
        } finally {
            kernel.unlock();
        }
    }

    /** Where a link leads, or empty when the name is no link. */
    public Optional<String> target(String link) {
        kernel.touchArea(TransitionListener.NAMES, Touch.READ);
        kernel.lockSaid();
        try {
            return Optional.ofNullable(entries.get(key(link))).map(Entry::target);
        } finally {
            kernel.unlock();
        }
    }

    private String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        int end = lower.indexOf('\\', 1);
        Entry root = end < 0 ? null : entries.get(lower.substring(0, end));
        return root == null || root.target() == null
                ? lower
                : root.target().toLowerCase(Locale.ROOT) + lower.substring(end);
    }
}
