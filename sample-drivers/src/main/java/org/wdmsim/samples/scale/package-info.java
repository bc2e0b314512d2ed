/** A kitchen scale: a function driver that speaks in control codes, one for each way in which buffers travel. */
package org.wdmsim.samples.scale;
