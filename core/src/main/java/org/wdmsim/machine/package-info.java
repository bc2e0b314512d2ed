/**
 * The assembled machine: build it, give it threads, run it, and look at the {@link org.wdmsim.machine.Outcome}.
 *
 * <pre>{@code
 * Machine machine = Machine.builder().policy(Policies.random(7)).build();
 * machine.thread("reader", () -> ...);
 * Outcome outcome = machine.run();
 * }</pre>
 */
package org.wdmsim.machine;
