/**
 * The device tree: devnodes, how they are related, and the PnP requests that are sent to a devnode's stack.
 */
package org.wdmsim.pnp.tree;
