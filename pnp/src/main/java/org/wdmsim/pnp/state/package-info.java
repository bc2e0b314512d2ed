/**
 * The life of a device node: its states and events, the table that joins them, and one object that lives by it.
 * Imports only {@code base} (and {@code trace}); whoever sends the requests is elsewhere.
 */
package org.wdmsim.pnp.state;
