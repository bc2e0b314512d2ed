/**
 * Whose turn it is. A {@link org.wdmsim.sched.Scheduler} runs simulated threads; the simulated one asks a
 * {@link org.wdmsim.sched.SchedulePolicy} at every step where more than one of them could go on, keeps the answers, and
 * moves virtual time when nobody can.
 */
package org.wdmsim.sched;
