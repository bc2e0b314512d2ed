package org.wdmsim.live;

/** The fields. All but the first two are written by whoever has just taken the slot. */
class ShareSlotFields extends ShareSlotPadding {
    volatile long state;
    Object tag;
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
