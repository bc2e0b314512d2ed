/**
 * The kernel's own objects: threads, events, spin locks, and the {@link org.wdmsim.ke.Kernel} that every other object
 * leads to. Routines whose DDI begins with {@code Ke} live here, on the object they act on.
 */
package org.wdmsim.ke;
