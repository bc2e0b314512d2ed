package org.wdmsim.memory;

import java.util.Arrays;

/** The places in memory that belong to one object. Woven code keeps one for each class that declares fields of the object. */
public final class Cells {
    private static final Cell[] NONE = {};

    // A class that was loaded for an earlier machine may have made the object: what that machine knew of it
    // is forgotten when the next one meets it, and it has no numbers then.
    private final Object owner;
    private MemoryWatch watch;
    private int firstId;
    private int ids;
    private String field; // from which it was read first, of an array or a JDK object
    private Cell[] cells = NONE;

    /** For woven code: the cells of an object that no machine has seen yet. */
    public Cells(Object owner) {
        this.owner = owner;
    }

    Cells numbered(MemoryWatch maker, int first, int count) {
        watch = maker;
        firstId = first;
        ids = count;
        return this;
    }

    void comesFrom(String member) {
        field = field == null ? member : field;
    }

    Object owner() {
        return owner;
    }

    Cell at(int number, MemoryWatch asker, String member) {
        if (watch != asker) {
            watch = asker;
            firstId = 0;
            cells = NONE;
        }
        if (number >= cells.length) {
            cells = Arrays.copyOf(cells, number + 4);
        }
        Cell cell = cells[number];
        if (cell == null) {
            cell = new Cell(asker.nameOf(owner, field, member), firstId == 0 ? 0 : firstId + number % ids);
            cells[number] = cell;
        }
        return cell;
    }
}
