package org.wdmsim.sched;

/**
 * Unwinds a suspended body whose carrier was closed. An error, and without a trace: no body is meant to catch it, and what
 * it does while it unwinds can no longer reach a machine.
 */
final class CoroutineAbandoned extends Error {
    CoroutineAbandoned(String name) {
        super("coroutine \"" + name + "\" was suspended when its carrier was closed", null, false, false);
    }
}
