/** The PnP manager: devnodes, INF files, enumeration, start and removal; scenarios and the test kit. */
module org.wdmsim.pnp {
    requires com.google.common;
    requires static org.junit.jupiter.api;
    requires transitive org.wdmsim.core;

    exports org.wdmsim.pnp;
    exports org.wdmsim.pnp.install;
    exports org.wdmsim.pnp.removal;
    exports org.wdmsim.pnp.scenario;
    exports org.wdmsim.pnp.state;
    exports org.wdmsim.pnp.testkit;
    exports org.wdmsim.pnp.tree;
}
