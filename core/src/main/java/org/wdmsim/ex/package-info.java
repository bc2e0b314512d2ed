/**
 * The executive: tagged pool and lookaside lists, fast mutexes, ERESOURCE, rundown protection, interlocked values and
 * lists.
 *
 * <pre>{@code
 * PoolBlock block = driver.pool().allocate2(PoolFlags.POOL_FLAG_NON_PAGED, 64, "Toas");
 * FastMutex mutex = new FastMutex(kernel, "queue mutex");
 * RundownProtection rundown = new RundownProtection(kernel, "callback");
 * }</pre>
 */
package org.wdmsim.ex;
