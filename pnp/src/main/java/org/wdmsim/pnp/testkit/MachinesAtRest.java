package org.wdmsim.pnp.testkit;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test its {@link Machines}, and fails it when one of them is not at rest afterwards. */
@SuppressWarnings("exports") // JUnit is there when a test is; nobody else needs it, so the module asks for it only then
public final class MachinesAtRest implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(MachinesAtRest.class);

    /** Made by JUnit. */
    public MachinesAtRest() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Machines.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return machinesOf(test);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (test.getExecutionException().isEmpty()) {
            mustBeAtRest(machinesOf(test));
        }
    }

    private static Machines machinesOf(ExtensionContext test) {
        ExtensionContext.Store store = test.getStore(OURS);
        Machines machines = store.get(Machines.class, Machines.class);
        if (machines == null) {
            machines = new Machines();
            store.put(Machines.class, machines);
        }
        return machines;
    }

    static void mustBeAtRest(Machines machines) {
        List<String> unrest = machines.unrest();
        if (!unrest.isEmpty()) {
            throw new AssertionError("the machine is not at rest after the test:\n  " + String.join("\n  ", unrest));
        }
    }
}
