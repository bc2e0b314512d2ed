package org.wdmsim.verifier;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/**
 * Driver Verifier with its standard settings, for all drivers of a machine.
 *
 * <p>In a live machine the pending contract is not checked.
 *
 * <p>Differs: Windows keeps a shadow of a free-size remove lock and no longer updates the driver's own; here the lock
 * itself knows its holders, and nothing is redirected.
 */
public final class DriverVerifier implements StepListener {
    private final List<Check> checks;

    /** A verifier for one machine. */
    public DriverVerifier(Kernel kernel) {
        List<Check> all = new ArrayList<>(List.of(
                new IrqlChecks(kernel),
                new KeChecks(kernel),
                new RemoveLockChecks(kernel),
                new PoolChecks(kernel),
                new ExLockChecks(kernel),
                new ObjectChecks(kernel)));
        if (!kernel.isLive()) {
            // In a live machine another thread may be between an announcement and its effect, and the pending bit of a
            // location says nothing then.
            all.add(new PendingChecks(kernel));
        }
        all.add(new IoChecks(kernel));
        all.add(new CancelChecks(kernel));
        all.add(new PowerChecks(kernel));
        checks = List.copyOf(all);
    }

    @Override
    public void onStep(TraceEvent event) {
        for (Check check : checks) {
            check.before(event);
        }
    }
}
