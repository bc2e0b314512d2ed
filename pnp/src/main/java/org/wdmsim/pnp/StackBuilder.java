package org.wdmsim.pnp;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.IoManager;
import org.wdmsim.io.IrpParameters.Resource;
import org.wdmsim.io.PnpDeviceState;
import org.wdmsim.pnp.install.DriverSelection;
import org.wdmsim.pnp.install.DriverStore;
import org.wdmsim.pnp.removal.RemovalActions;
import org.wdmsim.pnp.removal.SurpriseRemoval;
import org.wdmsim.pnp.state.DevnodeEvent;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.PnpOptions;
import org.wdmsim.pnp.tree.PnpRequests;
import org.wdmsim.pnp.tree.Problem;

/**
 * From a devnode whose ids are known to a started stack: chooses the driver, loads and adds every layer bottom-up, grants
 * resources, starts.
 */
final class StackBuilder {
    private final IoManager io;
    private final DriverStore store;
    private final DriverImages images;
    private final PnpRequests requests;
    private final RemovalActions actions;
    private final SurpriseRemoval surprise;
    private final PnpOptions options;

    StackBuilder(
            IoManager io,
            DriverStore store,
            DriverImages images,
            PnpRequests requests,
            RemovalActions actions,
            SurpriseRemoval surprise,
            PnpOptions options) {
        this.io = io;
        this.store = store;
        this.images = images;
        this.requests = requests;
        this.actions = actions;
        this.surprise = surprise;
        this.options = options;
    }

    /** Takes a devnode in INITIALIZED as far as it goes; true when it is started and its children can be asked for. */
    boolean build(Devnode node) {
        if (node.isDisabled()) {
            node.setProblem(Problem.CM_PROB_DISABLED);
            node.on(DevnodeEvent.NO_DRIVER);
            return false;
        }
        Optional<DriverSelection> selection = store.select(node.ids());
        boolean raw = node.capabilities().rawDeviceOk;
        if (selection.isEmpty() && !raw
                || selection.isPresent() && selection.get().service().isEmpty() && !raw) {
            node.setProblem(Problem.CM_PROB_FAILED_INSTALL);
            node.on(DevnodeEvent.NO_DRIVER);
            return false;
        }
        node.setSelection(selection.orElse(null));
        node.setServiceName(selection.flatMap(DriverSelection::service).orElse(""));
        List<String> services = selection.map(DriverSelection::addDeviceOrder).orElse(List.of());
        if (!add(node, services)) {
            node.on(DevnodeEvent.ADD_FAILED);
            actions.remove(node);
            return false;
        }
        node.setDriversAdded(true);
        node.on(DevnodeEvent.ADD_SUCCEEDED);
        return start(node);
    }

    private boolean add(Devnode node, List<String> services) {
        for (String service : services) {
            boolean isFilter = !service.equalsIgnoreCase(node.serviceName());
            Problem problem = addOne(node, service);
            if (problem != Problem.NONE && (!isFilter || filterFailsStack())) {
                node.setProblem(problem);
                return false;
            }
        }
        return true;
    }

    private boolean filterFailsStack() {
        return io.kernel().outcome("failStackWhenFilterAddFails", options.failStackWhenFilterAddFails());
    }

    private Problem addOne(Devnode node, String service) {
        String key = service.toLowerCase(Locale.ROOT);
        DriverObject driver = io.driver(key);
        if (driver == null) {
            if (!images.has(key)) {
                return Problem.CM_PROB_DRIVER_FAILED_LOAD;
            }
            NtResult<DriverObject> loaded = io.loadDriver(key, images.make(key));
            if (!loaded.isSuccess()) {
                return Problem.CM_PROB_FAILED_DRIVER_ENTRY;
            }
            driver = loaded.value();
        }
        if (driver.addDevice() == null) {
            return Problem.CM_PROB_FAILED_ADD;
        }
        NtStatus status = io.addDevice(driver, node.pdo());
        return status.isSuccess() ? Problem.NONE : Problem.CM_PROB_FAILED_ADD;
    }

    /** Grants resources and starts: also the way back after a disable. */
    private boolean start(Devnode node) {
        DeviceObject pdo = node.pdo();
        List<Resource> wanted = requests.filteredRequirements(pdo, requests.requirements(pdo));
        node.on(DevnodeEvent.RESOURCES_GRANTED);
        node.on(DevnodeEvent.START_SENT);
        NtStatus status = requests.start(pdo, wanted.isEmpty() ? null : wanted);
        node.on(DevnodeEvent.START_RETURNED);
        if (!status.isSuccess()) {
            node.setProblem(Problem.CM_PROB_FAILED_START);
            node.on(DevnodeEvent.START_FAILED);
            actions.remove(node);
            return false;
        }
        node.on(DevnodeEvent.START_SUCCEEDED);
        requests.capabilities(pdo);
        int state = requests.deviceState(pdo);
        node.setNotDisableable((state & PnpDeviceState.PNP_DEVICE_NOT_DISABLEABLE) != 0);
        if (saysGone(state)) {
            node.setProblem(problemOf(state));
            surprise.failed(node);
            return false;
        }
        for (DeviceObject device : pdo.stack()) {
            device.clearExtensionFlags(DeviceFlags.DOE_START_PENDING);
        }
        node.setProblem(Problem.NONE);
        node.on(DevnodeEvent.POST_START_DONE);
        return node.state() == DevnodeState.STARTED;
    }

    /** Problem 43 for a device that says it has failed, 24 for one that says it is not there. */
    static Problem problemOf(int state) {
        return (state & PnpDeviceState.PNP_DEVICE_FAILED) != 0
                ? Problem.CM_PROB_FAILED_POST_START
                : Problem.CM_PROB_DEVICE_NOT_THERE;
    }

    /** FAILED or REMOVED, unless new resources are asked for too. */
    static boolean saysGone(int state) {
        return (state & (PnpDeviceState.PNP_DEVICE_FAILED | PnpDeviceState.PNP_DEVICE_REMOVED)) != 0
                && (state & PnpDeviceState.PNP_DEVICE_RESOURCE_REQUIREMENTS_CHANGED) == 0;
    }
}
