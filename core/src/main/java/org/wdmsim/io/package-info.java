/**
 * The I/O model: drivers, device objects and their stacks, IRPs, file objects, and the remove lock. This is what a driver
 * sees; routines whose DDI begins with {@code Io} live here, on the object they act on.
 *
 * <pre>
 *    request ↓   filter DO   "sparkle"    ↑ completion
 *                FDO         "toaster"
 *                PDO         "slot 3"       made by the bus driver, deleted last
 * </pre>
 */
package org.wdmsim.io;
