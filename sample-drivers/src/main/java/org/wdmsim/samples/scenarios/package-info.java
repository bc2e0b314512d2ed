/** The stories that {@code wdmsim run} knows: what happens to a toaster, and what must then be true. */
package org.wdmsim.samples.scenarios;
