package org.wdmsim.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.Kernel;

/** What an IRP carries: its locations, its outcome, its buffers, and who made it. */
abstract sealed class IrpState extends CancelRace implements KernelObject permits Irp {
    // One array, walked down and up. Location n is locations[n - 1]; currentLocation starts at stackCount + 1, above
    // all.
    // Invariant while the IRP lives: 0 < currentLocation <= stackCount + 1; the last stage of completion leaves
    // stackCount + 2, which is how a second completion is noticed. A freed IRP has it negative, so that who asks
    // whether there is a location to go to need not ask whether there is an IRP.
    // Sizes matter: an IRP is 120 bytes, and one of eight locations about 480 when it cannot use another's again.
    private static final VarHandle FREED;

    static {
        try {
            FREED = MethodHandles.lookup().findVarHandle(IrpState.class, "freed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Parts for those who follow what is touched; 0 is what belongs to the owner.
    static final int CANCEL = 1;
    static final int FILE = 2;

    private final IoManager io;
    private final Kernel kernel; // as io has it: one load less for each step
    final IoStackLocation[] locations;
    private final IrpTally maker;
    private final boolean listed;
    private final int touchId; // 0 while nobody follows what is touched
    private String name;

    // Touched by the owner.
    int currentLocation;
    int stage;
    NtStatus status = NtStatus.STATUS_SUCCESS;
    long information;
    Object result;
    boolean pendingReturned;
    boolean freed;
    private Object[] driverContext;

    // Touched by the owner and by IoCancelIrp, like the fields of CancelRace.
    Irql cancelIrql = Irql.PASSIVE_LEVEL;

    // Set when the IRP is made.
    private final IrpKind kind;
    boolean deferIoCompletion;
    boolean inputOperation;
    byte[] systemBuffer;
    Mdl mdlAddress;
    UserBuffer userBuffer;
    private FileObject originalFileObject; // changed under the dispatcher lock
    IrpLedger ledger;
    volatile boolean isDisassociated; // set under the dispatcher lock
    Irp masterIrp;
    int associatedIrpCount;
    IoStatusBlock userIosb;
    KEvent userEvent;

    IrpState(IoManager io, int stackSize, IrpKind kind) {
        this.io = io;
        this.kernel = io.kernel();
        this.kind = kind;
        this.currentLocation = stackSize + 1;
        this.touchId = kernel.newTouchId();
        this.maker = io.irpTallies().mine();
        maker.made++;
        this.listed = !kernel.isQuiet();
        this.locations = listed ? IrpTally.newLocations(stackSize) : maker.locations(stackSize);
        if (listed) {
            io.irps().list((Irp) this);
            objectName(); // IRPs that somebody follows are numbered in the order of their making
        }
    }

    // ---- The outcome.

    /** IoStatus.Status. */
    public NtStatus status() {
        mustBeAlive("reading IoStatus.Status");
        return status;
    }

    /** Sets IoStatus.Status. */
    public void setStatus(NtStatus newStatus) {
        mustBeAlive("writing IoStatus.Status");
        status = newStatus;
    }

    /** IoStatus.Information as a number: bytes moved, or flags. */
    public long information() {
        mustBeAlive("reading IoStatus.Information");
        return information;
    }

    /** Sets IoStatus.Information to a number. */
    public void setInformation(long value) {
        mustBeAlive("writing IoStatus.Information");
        information = value;
    }

    /** IoStatus.Information as a pointer: what a PnP query answers. */
    public Object result() {
        mustBeAlive("reading IoStatus.Information");
        return result;
    }

    /** Sets IoStatus.Information to a pointer. */
    public void setResult(Object value) {
        mustBeAlive("writing IoStatus.Information");
        result = value;
    }

    /** AssociatedIrp.SystemBuffer; null when the request has none. */
    public byte[] systemBuffer() {
        mustBeAlive("AssociatedIrp.SystemBuffer");
        return systemBuffer;
    }

    /** MdlAddress: the first MDL of direct I/O; null when the request has none. */
    public Mdl mdlAddress() {
        mustBeAlive("MdlAddress");
        return mdlAddress;
    }

    /** Sets MdlAddress: for a driver that made the IRP, or frees its MDLs. */
    public void setMdlAddress(Mdl mdl) {
        mustBeAlive("MdlAddress");
        mdlAddress = mdl;
    }

    void appendMdl(Mdl mdl) {
        if (mdlAddress == null) {
            mdlAddress = mdl;
            return;
        }
        Mdl last = mdlAddress;
        while (last.next() != null) {
            last = last.next();
        }
        last.setNext(mdl);
    }

    /** UserBuffer: the requester's raw address in neither I/O; null when the request has none. */
    public UserBuffer userBuffer() {
        mustBeAlive("UserBuffer");
        return userBuffer;
    }

    /** AssociatedIrp.MasterIrp: whose part this is; null for an IRP that is no part. */
    public Irp masterIrp() {
        mustBeAlive("AssociatedIrp.MasterIrp");
        return masterIrp;
    }

    /** AssociatedIrp.IrpCount of a master: how many parts are not completed. */
    public int associatedIrpCount() {
        kernel.touch((Irp) this, Touch.READ);
        return associatedIrpCount;
    }

    /** Sets AssociatedIrp.IrpCount; before the first part is sent. */
    public void setAssociatedIrpCount(int count) {
        mustBeAlive("AssociatedIrp.IrpCount");
        associatedIrpCount = count;
    }

    /** UserEvent: what the requester waits for; null when it does not wait. */
    public KEvent userEvent() {
        return userEvent; // the same as long as the IRP lives: one that has an event cannot be used again
    }

    /** PendingReturned: in a completion routine, whether the driver below had marked the IRP pending. */
    public boolean pendingReturned() {
        mustBeAlive("reading PendingReturned");
        return pendingReturned;
    }

    /** Tail.Overlay.DriverContext: scratch for the driver that holds the IRP; [3] belongs to a cancel-safe queue. */
    public Object[] driverContext() {
        mustBeAlive("Tail.Overlay.DriverContext");
        if (driverContext == null) {
            driverContext = new Object[4];
        }
        return driverContext;
    }

    /** OriginalFileObject: the request holds a reference to it until {@link #releaseFile}. */
    void setFile(FileObject file) {
        originalFileObject = file;
    }

    /** Gives the file object's reference up, whoever comes first: the requester, or the end of a request that lost him. */
    void releaseFile() {
        FileObject file;
        kernel.touch((Irp) this, FILE, Touch.WRITE);
        kernel.lockSaid();
        try {
            file = originalFileObject;
            originalFileObject = null;
        } finally {
            kernel.unlock();
        }
        if (file != null) {
            file.requestDone();
        }
    }

    /** True once completion has reached the originator. */
    boolean isFinished() {
        kernel.touch((Irp) this, Touch.READ);
        return IrpCompletion.stageOf((Irp) this) == IrpCompletion.FINISHED;
    }

    // ---- Memory.

    void zeroDriverContext() {
        driverContext = null;
    }

    /**
     * Nobody may touch the IRP from now on; false when that was said before. Two threads may try at once, and one of them
     * has it.
     */
    boolean gone() {
        kernel.touch((Irp) this, Touch.WRITE);
        if ((boolean) FREED.getAndSet(this, true)) {
            return false;
        }
        currentLocation = -currentLocation;
        io.irps().gone((Irp) this, maker, listed);
        return true;
    }

    /** True once nobody may touch it. */
    public boolean isFreed() {
        kernel.touch((Irp) this, Touch.READ);
        return freed;
    }

    IrpKind kind() {
        return kind;
    }

    void mustBeAlive(String routine) {
        if (freed | touchId != 0) {
            look(routine);
        }
    }

    private void look(String routine) {
        kernel.touch((Irp) this, Touch.WRITE); // whoever looks at an IRP owns it
        if (freed) {
            throw IrpFaults.usedAfterFree((Irp) this, routine);
        }
    }

    // ---- Cancellation.

    /** Cancel: IoCancelIrp was called. */
    public boolean isCancelled() {
        mustBeAlive("reading Cancel");
        kernel.touch((Irp) this, CANCEL, Touch.READ);
        return cancel;
    }

    /** CancelIrql: what the cancel routine gives to {@link IoManager#releaseCancelSpinLock}. */
    public Irql cancelIrql() {
        return cancelIrql;
    }

    /** The cancel routine, for debugger views and the verifier. */
    public CancelRoutine cancelRoutine() {
        kernel.touch((Irp) this, CANCEL, Touch.READ);
        return cancelRoutine;
    }

    private void nameIt() {
        kernel().lockSaid(); // only reports show it
        try {
            if (name == null) {
                name = kernel().nextName("irp");
            }
        } finally {
            kernel().unlock();
        }
    }

    Kernel kernel() {
        return kernel;
    }

    IoManager io() {
        return io;
    }

    @Override
    public final int touchId() {
        return touchId;
    }

    @Override
    public String objectName() {
        if (name == null) {
            nameIt();
        }
        return name;
    }
}
