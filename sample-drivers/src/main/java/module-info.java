/**
 * A toaster and its bus, sound and broken, the stories told of them, and the command line. An application: it exports
 * nothing, and drivers stay free of what a library would owe its callers.
 */
module org.wdmsim.samples {
    requires info.picocli;
    requires org.wdmsim.pnp;

    opens org.wdmsim.samples.app to
            info.picocli;

    // Watched copies of the drivers are in no module, and read the INF files that lie beside the originals.
    opens org.wdmsim.samples.eggtimer;
    opens org.wdmsim.samples.kettle;
    opens org.wdmsim.samples.mailbox;
    opens org.wdmsim.samples.scale;
    opens org.wdmsim.samples.toaster;
}
