/**
 * Driver Verifier: the rules that drivers must keep. It listens to the machine's steps, looks at the objects, and stops the
 * machine when a rule is broken. The kernel knows nothing of it.
 */
package org.wdmsim.verifier;
