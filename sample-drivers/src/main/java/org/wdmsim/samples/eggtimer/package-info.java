/**
 * An egg timer: a filter that keeps every read and write for two seconds. What there is to see is a request on its way
 * through a timer, its DPC and a work item, and a removal that catches it at each of these.
 */
package org.wdmsim.samples.eggtimer;
