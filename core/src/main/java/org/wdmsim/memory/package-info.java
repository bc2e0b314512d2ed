/**
 * The plain Java memory of drivers: fields of device extensions as something that other threads may touch, and that goes with
 * its device. {@link org.wdmsim.memory.WatchedClasses} is the door.
 */
package org.wdmsim.memory;
