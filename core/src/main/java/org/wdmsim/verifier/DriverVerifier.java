package org.wdmsim.verifier;

import java.util.List;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/**
 * Driver Verifier with its standard settings, for all drivers of a machine.
 *
 * <p>Differs: Windows keeps a shadow of a free-size remove lock and no longer updates the driver's own; here the lock
 * itself knows its holders, and nothing is redirected.
 */
public final class DriverVerifier implements StepListener {
    private final List<Check> checks;

    /** A verifier for one machine. */
    public DriverVerifier(Kernel kernel) {
        checks = List.of(
                new IrqlChecks(kernel),
                new KeChecks(kernel),
                new RemoveLockChecks(kernel),
                new PoolChecks(kernel),
                new ExLockChecks(kernel),
                new ObjectChecks(kernel),
                new PendingChecks(kernel),
                new IoChecks(kernel),
                new CancelChecks(kernel),
                new PowerChecks(kernel));
    }

    @Override
    public void onStep(TraceEvent event) {
        for (Check check : checks) {
            check.before(event);
        }
    }
}
