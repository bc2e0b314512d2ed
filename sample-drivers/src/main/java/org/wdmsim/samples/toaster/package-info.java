/**
 * A toaster, four drivers deep: bus, lower filter, function driver, upper filter. Each is the shortest that keeps every
 * rule; read them in that order.
 *
 * <pre>
 *    request ↓   filter DO   "sparkle"      {@link org.wdmsim.samples.toaster.SparkleFilter}     ↑ completion
 *                FDO         "toaster"      {@link org.wdmsim.samples.toaster.ToasterFunction}
 *                filter DO   "crumbtray"    {@link org.wdmsim.samples.toaster.CrumbTrayFilter}
 *                PDO                        {@link org.wdmsim.samples.toaster.ToasterBus}
 * </pre>
 */
package org.wdmsim.samples.toaster;
