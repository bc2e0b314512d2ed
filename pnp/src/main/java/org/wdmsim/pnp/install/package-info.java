/**
 * The driver store: reads INF files, and says which driver a device gets and which filters stand around it.
 *
 * <pre>{@code
 * DriverStore store = new DriverStore();
 * store.add(Path.of("kbfiltr.inx"));
 * DriverSelection chosen = store.select(DeviceIds.of("*PNP0BAAD")).orElseThrow();
 * chosen.addDeviceOrder();   // [kbfiltr]
 * chosen.notes();            // "kbfiltr.inx, line 51: needs keyboard.inf, which is not in the store, ..."
 * }</pre>
 *
 * <p>From bytes to a selection: {@code InfText} decodes, {@code InfScanner} cuts into sections and lines,
 * {@code ModelsReader} finds the devices, {@code DriverMatch} ranks them, {@code DeviceInstaller} applies the install
 * section. A file that is wrong is refused with an {@link org.wdmsim.pnp.install.InfException} when it is added.
 */
package org.wdmsim.pnp.install;
