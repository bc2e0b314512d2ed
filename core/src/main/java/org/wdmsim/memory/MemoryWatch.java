package org.wdmsim.memory;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.wdmsim.base.Touch;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.ExtensionMemory;
import org.wdmsim.ke.Footprint;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.MemoryNumbers;

/** What one machine learns of the memory that its drivers touch; woven code tells it, through {@link Bridge}. */
public final class MemoryWatch {
    // Only what a simulated thread does counts: building the machine and judging it are no part of the run. What is
    // done while the dispatcher lock is held (a routine that stores a pointer as part of a DDI, the text of a tag for
    // the trace) is no step, because the kernel is in the middle of one, and no race, because the lock orders it.
    private final Kernel kernel;
    private final Footprint footprint;
    private final Sites sites;
    private final RaceDetector races; // null when nobody looks for races
    private final TornDetector torn; // null when nobody looks for torn protocols
    private final Map<Object, Cells> others = new IdentityHashMap<>(); // arrays and JDK objects
    private Cell[] statics = new Cell[8];

    MemoryWatch(Kernel kernel, Sites sites, RaceDetector races, TornDetector torn) {
        this.kernel = kernel;
        this.footprint = kernel.footprint();
        this.sites = sites;
        this.races = races;
        this.torn = torn;
        if (torn != null) {
            torn.begin(kernel);
        }
        footprint.setMemoryNumbers(new MemoryNumbers() {
            @Override
            public void made(Object array) {
                madeOther(array);
            }

            @Override
            public void shows(Object view, Object array) {
                viewOf(view, array);
            }

            @Override
            public int of(Object array) {
                return cellsOf(array).at(0, MemoryWatch.this, "element 0").touchId();
            }
        });
    }

    /** An object with so many fields that can change is being made. */
    public Cells made(Object owner, int fields) {
        return new Cells(owner).numbered(this, footprint.newMemoryIds(fields), Math.max(1, fields));
    }

    /** An array or a JDK object has been made. */
    public void madeOther(Object object) {
        if (footprint.isReduced()) {
            others.put(object, new Cells(object).numbered(this, footprint.newMemoryIds(1), Footprint.PARTS));
        }
    }

    /** A field is about to be read or written. */
    public void field(Cells cells, int number) {
        Object owner = cells.owner();
        if (!isRunning() || isUnbound(owner)) {
            return;
        }
        Site site = sites.at(number);
        access(cells.at(site.field(), this, site.member()), site, owner);
    }

    /** A field that never changes is about to be read: it is there as long as the object is. */
    public void constant(Object owner, int number) {
        if (isRunning() && !isUnbound(owner)) {
            mustBeAlive(owner, sites.at(number));
        }
    }

    /** A static field is about to be read or written. */
    public void staticField(int number) {
        if (!isRunning()) {
            return;
        }
        Site site = sites.at(number);
        if (site.field() >= statics.length) {
            statics = Arrays.copyOf(statics, site.field() + 8);
        }
        if (statics[site.field()] == null) {
            statics[site.field()] = new Cell(site.member(), footprint.idOfStatic(site.field()));
        }
        access(statics[site.field()], site, null);
    }

    /** An element of an array is about to be read or written. */
    public void element(Object array, int index, int number) {
        if (isRunning() && index >= 0) {
            Site site = sites.at(number);
            access(cellsOf(array).at(index, this, "element " + index), site, null);
        }
    }

    /** A JDK object is about to be called. */
    public void call(Object receiver, int number) {
        if (!isRunning() || JdkCalls.isUnchangeable(receiver)) {
            return;
        }
        Cells cells = cellsOf(receiver);
        if (cells.owner().getClass().isArray()) {
            whole(cells, sites.at(number)); // what is called shows an array
        } else {
            access(cells.at(0, this, ""), sites.at(number), null);
        }
    }

    /** An array or a JDK object may be about to be given to a routine that is not watched. */
    public void passed(Object object, int number) {
        if (footprint.isReduced() && isRunning() && JdkCalls.isMemory(object)) {
            whole(cellsOf(object), sites.at(number));
        }
    }

    /** For reduction only: it is not known whether all of it is touched, so there is no race to be told. */
    private void whole(Cells cells, Site site) {
        Touch how = site.isWrite() ? Touch.WRITE : Touch.READ;
        int parts = cells.owner().getClass().isArray() ? Footprint.PARTS : 1;
        for (int i = 0; i < parts; i++) {
            footprint.touchMemory(cells.at(i, this, parts == 1 ? "" : "element " + i), how);
        }
    }

    /** A JDK object is made that shows another one, or walks through it: they are one place. */
    public void viewOf(Object view, Object of) {
        if (footprint.isReduced() && of != null) {
            others.put(view, cellsOf(of));
        }
    }

    /** An array or a JDK object was read from a field, by whose name people know it. */
    public void comesFrom(Object object, int number) {
        if (isRunning()) {
            cellsOf(object).comesFrom(sites.at(number).member());
        }
    }

    /** Something is about to happen that may touch any array or collection. */
    public void anything() {
        if (isRunning()) {
            footprint.touchAnyMemory();
        }
    }

    private Cells cellsOf(Object other) {
        return others.computeIfAbsent(other, unseen -> new Cells(unseen).numbered(this, 0, 1));
    }

    private boolean isRunning() {
        return kernel.currentThread() != null && !kernel.isAnnouncing();
    }

    private static boolean isUnbound(Object owner) {
        return owner instanceof DeviceExtension extension && ExtensionMemory.deviceOf(extension) == null;
    }

    private void access(Cell cell, Site site, Object owner) {
        boolean isWithinStep = kernel.isWithinStep();
        if (site.isStep() && !isWithinStep) {
            kernel.step(site.isWrite() ? MemoryStep.WRITE_FIELD : MemoryStep.READ_FIELD, cell, site.line(), null);
        } else if (kernel.scheduler().isStopping()) {
            throw kernel.scheduler().stop(); // the machine has ended, and the driver is to end too
        }
        mustBeAlive(owner, site);
        footprint.touchMemory(cell, site.isWrite() ? Touch.WRITE : Touch.READ);
        if (races != null && (site.isVolatile() || !isWithinStep)) {
            races.accesses(cell, site, kernel, owner);
        }
        if (torn != null && !isWithinStep && !site.isVolatile() && owner instanceof DeviceExtension extension) {
            torn.accesses(cell, site, extension);
        }
    }

    private static void mustBeAlive(Object owner, Site site) {
        if (owner instanceof DeviceExtension extension) {
            ExtensionMemory.mustBeAlive(extension, site.isWrite(), site.member(), site.line());
        }
    }

    /** What a place in memory is called: the same in every run of the same schedule. */
    String nameOf(Object owner, String field, String member) {
        if (owner instanceof DeviceExtension extension) {
            DeviceObject device = ExtensionMemory.deviceOf(extension);
            return member + " of " + device.objectName();
        }
        if (owner.getClass().isArray() || JdkCalls.isJdk(owner.getClass())) {
            String type = field == null ? owner.getClass().getSimpleName() : field;
            return member.isEmpty() ? type : type + " " + member;
        }
        return member;
    }
}
