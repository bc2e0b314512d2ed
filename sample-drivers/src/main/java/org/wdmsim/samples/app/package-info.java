/** The command line {@code wdmsim}: lists stories and broken drivers, runs them, and reports. */
package org.wdmsim.samples.app;
