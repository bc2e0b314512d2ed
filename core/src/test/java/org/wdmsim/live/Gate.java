package org.wdmsim.live;

/** A synchronisation event on a monitor: opened by one, taken by one. */
final class Gate {
    private boolean open;

    synchronized void open() {
        open = true;
        notifyAll();
    }

    synchronized void pass() {
        while (!open) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        open = false;
    }
}
