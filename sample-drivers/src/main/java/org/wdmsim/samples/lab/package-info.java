/** How the labs of the samples read their driver packages. */
package org.wdmsim.samples.lab;
