package org.wdmsim.base;

/**
 * What a routine with an out parameter answers: a status, and the object when the status is a success.
 *
 * @param status what happened
 * @param value the object made or found; null unless {@code status} is a success
 * @param <T> the object's type
 */
public record NtResult<T>(NtStatus status, T value) {
    /** A success with its object. */
    public static <T> NtResult<T> of(T value) {
        return new NtResult<>(NtStatus.STATUS_SUCCESS, value);
    }

    /** A refusal. */
    public static <T> NtResult<T> failed(NtStatus status) {
        return new NtResult<>(status, null);
    }

    /** NT_SUCCESS of the status. */
    public boolean isSuccess() {
        return status.isSuccess();
    }
}
