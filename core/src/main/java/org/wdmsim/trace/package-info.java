/**
 * What the simulated machine did, as typed events in virtual time: listeners, the recorder, and the text and JSON forms.
 * The same schedule gives the same bytes on every JVM.
 */
package org.wdmsim.trace;
