/** When a device may go, and in which order: the removal list, the orderly removal with its vetoes, the surprise removal. */
package org.wdmsim.pnp.removal;
