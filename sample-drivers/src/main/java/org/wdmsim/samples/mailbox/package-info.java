/** A mailbox: one function driver with a cancel-safe queue, in which reads wait for a letter. */
package org.wdmsim.samples.mailbox;
