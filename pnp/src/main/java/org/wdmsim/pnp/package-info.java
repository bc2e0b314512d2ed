/**
 * The PnP manager: it enumerates buses, builds stacks from what the driver store says, starts devices and removes them.
 *
 * <pre>{@code
 * Machine machine = Machine.builder().build();
 * PnpManager pnp = PnpManager.install(machine, store, images);
 * pnp.rootBus().plugIn(new DeviceIds(List.of("root\\toasterbus"), List.of()));
 * machine.thread("user", () -> pnp.remove(pnp.find("ROOT\\TOASTERBUS\\0000"), RemovalReason.REMOVE));
 * Outcome outcome = machine.run();
 * }</pre>
 */
package org.wdmsim.pnp;
