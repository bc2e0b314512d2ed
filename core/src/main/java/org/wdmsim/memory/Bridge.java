package org.wdmsim.memory;

/**
 * What woven code calls. The simulator itself never runs this class: each loader of watched classes defines a copy of its
 * own, so that drivers which are loaded twice belong to two machines, and nothing here is shared between them.
 */
public final class Bridge {
    // Written between two runs, by whoever builds the next machine.
    private static MemoryWatch watch;

    // How many static initialisers are running. A class is initialised in the first run that needs it and in no
    // later one, so what is done there must not count: the runs would differ.
    private static int initialising;

    private Bridge() {}

    private static MemoryWatch watch() {
        return initialising == 0 ? watch : null;
    }

    /** A static initialiser begins. */
    public static void initialises() {
        initialising++;
    }

    /** A static initialiser has ended. */
    public static void initialised() {
        initialising--;
    }

    /** From now on the accesses of the classes beside this one are told to another machine. */
    public static void begin(MemoryWatch next) {
        watch = next;
        initialising = 0;
    }

    /** An object with fields that can change is being made. */
    public static Cells made(Object owner, int fields) {
        MemoryWatch now = watch();
        return now == null ? new Cells(owner) : now.made(owner, fields);
    }

    /** An array or a JDK object has been made. */
    public static void madeOther(Object object) {
        MemoryWatch now = watch();
        if (now != null) {
            now.madeOther(object);
        }
    }

    /** A field is about to be read or written; nothing when there is no object, because the access itself says so. */
    public static void field(Cells cells, int site) {
        MemoryWatch now = watch();
        if (now != null && cells != null) {
            now.field(cells, site);
        }
    }

    /** A field that never changes is about to be read. */
    public static void constant(Object owner, int site) {
        MemoryWatch now = watch();
        if (now != null && owner != null) {
            now.constant(owner, site);
        }
    }

    /** A static field is about to be read or written. */
    public static void staticField(int site) {
        MemoryWatch now = watch();
        if (now != null) {
            now.staticField(site);
        }
    }

    /** An element of an array is about to be read or written. */
    public static void element(Object array, int index, int site) {
        MemoryWatch now = watch();
        if (now != null && array != null) {
            now.element(array, index, site);
        }
    }

    /** A JDK object is about to be called. */
    public static void call(Object receiver, int site) {
        MemoryWatch now = watch();
        if (now != null && receiver != null) {
            now.call(receiver, site);
        }
    }

    /** Something that may be an array or a JDK object is about to be given to a routine that tells nothing itself. */
    public static void passed(Object object, int site) {
        MemoryWatch now = watch();
        if (now != null && object != null) {
            now.passed(object, site);
        }
    }

    /** A JDK object was made that shows another one. */
    public static void viewOf(Object view, Object of) {
        MemoryWatch now = watch();
        if (now != null && view != null) {
            now.viewOf(view, of);
        }
    }

    /** An array or a JDK object was read from a field. */
    public static void comesFrom(Object object, int site) {
        MemoryWatch now = watch();
        if (now != null && object != null) {
            now.comesFrom(object, site);
        }
    }

    /** A routine of the JDK is about to be called that may touch any array or collection. */
    public static void anything() {
        MemoryWatch now = watch();
        if (now != null) {
            now.anything();
        }
    }
}
