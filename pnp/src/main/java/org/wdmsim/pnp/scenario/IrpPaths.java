package org.wdmsim.pnp.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.Irp;
import org.wdmsim.trace.Trace;
import org.wdmsim.trace.TraceEntry;
import org.wdmsim.trace.TraceEvent;

/** The way of each request through its stack, read off the trace: down, where it waited, who completed it, and up. */
public final class IrpPaths {
    private final Map<Irp, Path> paths = new LinkedHashMap<>();

    private IrpPaths() {}

    /** One request on its way. */
    public static final class Path {
        private final int step;
        private final String thread;
        private final String irp;
        private final Object request;
        private final StringBuilder way = new StringBuilder();
        private String holder = "";
        private String status = "not completed";

        private Path(TraceEvent event) {
            step = event.step();
            thread = event.thread();
            irp = ((Irp) event.first()).objectName();
            request = event.second();
        }

        /** The step in which it was sent. */
        public int step() {
            return step;
        }

        /** The thread that sent it. */
        public String thread() {
            return thread;
        }

        /** The IRP's name. */
        public String irp() {
            return irp;
        }

        /** Its minor function, or its major where it has no minor. */
        public Object request() {
            return request;
        }

        /** The way in words: {@code sparkle#6 ↓ toaster#5 pends … ✓ ↑ sparkle#6}. */
        public String way() {
            return way.toString();
        }

        /** How it ended. */
        public String status() {
            return status;
        }
    }

    /** The paths of all requests, in the order of sending. */
    public static List<Path> of(Trace trace) {
        IrpPaths reader = new IrpPaths();
        for (TraceEntry entry : trace.entries()) {
            reader.read(entry.event());
        }
        return new ArrayList<>(reader.paths.values());
    }

    /** True for what a reader wants to see first: no enumeration queries. */
    public static boolean isOfInterest(Path path) {
        if (!(path.request() instanceof IrpMinor minor) || minor.major() != IrpMajor.IRP_MJ_PNP) {
            return true;
        }
        return switch (minor) {
            case IRP_MN_START_DEVICE,
                    IRP_MN_QUERY_REMOVE_DEVICE,
                    IRP_MN_CANCEL_REMOVE_DEVICE,
                    IRP_MN_REMOVE_DEVICE,
                    IRP_MN_SURPRISE_REMOVAL,
                    IRP_MN_EJECT -> true;
            default -> false;
        };
    }

    private void read(TraceEvent event) {
        if (!(event.kind() instanceof IoStep step)) {
            return;
        }
        switch (step) {
            case DISPATCH_ENTER -> {
                Path path = paths.computeIfAbsent((Irp) event.first(), irp -> new Path(event));
                path.way.append(path.way.length() == 0 ? "" : " ↓ ").append(event.subjectName());
                path.holder = event.subjectName();
            }
            case IO_MARK_IRP_PENDING -> append(event.subject(), " pends …");
            case IO_COMPLETE_REQUEST -> complete(event);
            case COMPLETION_ENTER -> rise(event);
            case IRP_FINISHED -> {
                Path path = paths.get((Irp) event.subject());
                if (path != null) {
                    path.status = TraceEvent.text(event.first());
                }
            }
            default -> {
                // Not on an IRP's way.
            }
        }
    }

    /** Names who completes only when a reader could not tell from what stands before. */
    private void complete(TraceEvent event) {
        Path path = paths.get((Irp) event.subject());
        String by = event.second() == null ? "" : TraceEvent.text(event.second());
        append(event.subject(), path == null || by.isEmpty() || by.equals(path.holder) ? " ✓" : " ✓ " + by);
    }

    private void rise(TraceEvent event) {
        Path path = paths.get((Irp) event.first());
        if (path != null && event.subject() != null) {
            path.holder = event.subjectName();
            path.way.append(" ↑ ").append(path.holder);
        }
    }

    private void append(Object irp, String text) {
        Path path = paths.get(irp);
        if (path != null) {
            path.way.append(text);
        }
    }
}
