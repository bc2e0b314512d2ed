/**
 * A kettle: one function driver over hardware that interrupts. Read {@link org.wdmsim.samples.kettle.KettleModel} first, the
 * hardware; then {@link org.wdmsim.samples.kettle.KettleFunction}, the driver as the PnP manager and programs see it; then
 * {@link org.wdmsim.samples.kettle.KettlePackets}, the way of one packet through StartIo, interrupt and DPC.
 */
package org.wdmsim.samples.kettle;
