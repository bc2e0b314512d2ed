package org.wdmsim.samples.broken;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a driver that is wrong on purpose, and says how to see it. A test holds every driver to what it says here. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Broken {
    /** What {@link #shows} says when threads wait for what cannot come. */
    String DEADLOCK = "DEADLOCK";

    /** What {@link #shows} says when a routine ends with an exception that nobody handles. */
    String EXCEPTION = "EXCEPTION";

    /** The rule that is broken. */
    String rule();

    /**
     * What the simulator says: names of {@link org.wdmsim.base.BugCheckCode}s, {@link #DEADLOCK} or {@link #EXCEPTION}.
     * More than one when the same fault has several faces, depending on who goes first; {@link #seed} shows the first.
     */
    String[] shows();

    /** The story that shows it. */
    String scenario();

    /** The seed of a random walk that shows it, with the first of the verdicts. */
    long seed();
}
