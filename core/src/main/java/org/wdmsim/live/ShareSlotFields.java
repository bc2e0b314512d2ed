package org.wdmsim.live;

/** The fields. The tag is null while the slot is free; the rest is written by whoever has just taken it. */
class ShareSlotFields extends ShareSlotPadding {
    volatile Object tag;
    volatile ShareSlot next;
    Thread holder;
    long since;
    String site;
    int line;
    int uses;
}

/** The padding before the fields: the JVM lays a superclass's fields out first. */
class ShareSlotPadding {
    long p1;
    long p2;
    long p3;
    long p4;
    long p5;
    long p6;
    long p7;
}
