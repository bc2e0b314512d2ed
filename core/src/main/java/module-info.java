/** The simulated machine: scheduler, kernel objects, I/O manager, remove locks, verifier. */
module org.wdmsim.core {
    requires com.google.common;
    requires org.objectweb.asm;

    exports org.wdmsim.base;
    exports org.wdmsim.ex;
    exports org.wdmsim.explore;
    exports org.wdmsim.io;
    exports org.wdmsim.ke;
    exports org.wdmsim.machine;
    exports org.wdmsim.memory;
    exports org.wdmsim.ob;
    exports org.wdmsim.po;
    exports org.wdmsim.sched;
    exports org.wdmsim.trace;
    exports org.wdmsim.verifier;
}
