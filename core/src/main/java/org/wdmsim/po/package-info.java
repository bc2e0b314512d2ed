/**
 * The power manager: system states S0 to S5 over a device tree, and the routines whose DDI begins with {@code Po}.
 *
 * <pre>
 *   sleep(S3)   system IRP ↓ to each stack, children first        wake()   parents first
 *               policy owner: PoRequestPowerIrp(D3)               system IRP ↑, then PoRequestPowerIrp(D0)
 *               device IRP ↓ to the same stack, from a worker
 *               callback: the system IRP is completed
 * </pre>
 *
 * <p>A driver calls {@link org.wdmsim.po.Po}; a person who puts the machine to sleep calls
 * {@link org.wdmsim.po.PowerManager}.
 */
package org.wdmsim.po;
