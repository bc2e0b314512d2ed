package org.wdmsim.explore;

/** Says that a story does something that partial-order reduction does not follow: explore it with another search. */
public final class NotReducible extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotReducible(String message) {
        super(message);
    }
}
