/**
 * Drivers with one fault each. Every one is the twin of a sound driver: a subclass that overrides one routine, with the
 * routine's body copied and the change marked where it is made. What the fault leads to, and in which run, stands in
 * {@link org.wdmsim.samples.broken.Broken}.
 */
package org.wdmsim.samples.broken;
