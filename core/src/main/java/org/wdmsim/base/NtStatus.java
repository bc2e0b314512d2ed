package org.wdmsim.base;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * NTSTATUS: what a routine answers. An expected refusal is a status, never an exception.
 *
 * <p>The top two bits are the severity: 0 success, 1 informational, 2 warning, 3 error. {@code STATUS_PENDING} and
 * {@code STATUS_TIMEOUT} are successes; {@code STATUS_BUFFER_OVERFLOW} is a warning and counts as "not success".
 *
 * @source learn.microsoft.com, "Using NTSTATUS Values"; values as in ntstatus.h
 */
public final class NtStatus {
    private static final Map<Integer, NtStatus> KNOWN = new HashMap<>();

    public static final NtStatus STATUS_SUCCESS = known("STATUS_SUCCESS", 0x00000000);
    /** Same value as {@link #STATUS_SUCCESS}: a completion routine's "go on". */
    public static final NtStatus STATUS_CONTINUE_COMPLETION = STATUS_SUCCESS;

    /** Same value as {@link #STATUS_SUCCESS}: the first of several objects ended the wait. */
    public static final NtStatus STATUS_WAIT_0 = STATUS_SUCCESS;

    public static final NtStatus STATUS_TIMEOUT = known("STATUS_TIMEOUT", 0x00000102);
    public static final NtStatus STATUS_PENDING = known("STATUS_PENDING", 0x00000103);
    public static final NtStatus STATUS_RESOURCE_REQUIREMENTS_CHANGED =
            known("STATUS_RESOURCE_REQUIREMENTS_CHANGED", 0x00000119);
    public static final NtStatus STATUS_OBJECT_NAME_EXISTS = known("STATUS_OBJECT_NAME_EXISTS", 0x40000000);
    public static final NtStatus STATUS_BUFFER_OVERFLOW = known("STATUS_BUFFER_OVERFLOW", 0x80000005);
    public static final NtStatus STATUS_DEVICE_BUSY = known("STATUS_DEVICE_BUSY", 0x80000011);
    public static final NtStatus STATUS_UNSUCCESSFUL = known("STATUS_UNSUCCESSFUL", 0xC0000001);
    public static final NtStatus STATUS_NOT_IMPLEMENTED = known("STATUS_NOT_IMPLEMENTED", 0xC0000002);
    public static final NtStatus STATUS_ACCESS_VIOLATION = known("STATUS_ACCESS_VIOLATION", 0xC0000005);
    public static final NtStatus STATUS_INVALID_HANDLE = known("STATUS_INVALID_HANDLE", 0xC0000008);
    public static final NtStatus STATUS_INVALID_PARAMETER = known("STATUS_INVALID_PARAMETER", 0xC000000D);
    public static final NtStatus STATUS_NO_SUCH_DEVICE = known("STATUS_NO_SUCH_DEVICE", 0xC000000E);
    public static final NtStatus STATUS_INVALID_DEVICE_REQUEST = known("STATUS_INVALID_DEVICE_REQUEST", 0xC0000010);
    public static final NtStatus STATUS_MORE_PROCESSING_REQUIRED = known("STATUS_MORE_PROCESSING_REQUIRED", 0xC0000016);
    public static final NtStatus STATUS_ACCESS_DENIED = known("STATUS_ACCESS_DENIED", 0xC0000022);
    public static final NtStatus STATUS_BUFFER_TOO_SMALL = known("STATUS_BUFFER_TOO_SMALL", 0xC0000023);
    public static final NtStatus STATUS_OBJECT_TYPE_MISMATCH = known("STATUS_OBJECT_TYPE_MISMATCH", 0xC0000024);
    public static final NtStatus STATUS_OBJECT_NAME_INVALID = known("STATUS_OBJECT_NAME_INVALID", 0xC0000033);
    public static final NtStatus STATUS_OBJECT_NAME_NOT_FOUND = known("STATUS_OBJECT_NAME_NOT_FOUND", 0xC0000034);
    public static final NtStatus STATUS_OBJECT_NAME_COLLISION = known("STATUS_OBJECT_NAME_COLLISION", 0xC0000035);
    public static final NtStatus STATUS_OBJECT_PATH_SYNTAX_BAD = known("STATUS_OBJECT_PATH_SYNTAX_BAD", 0xC000003B);
    public static final NtStatus STATUS_MUTANT_NOT_OWNED = known("STATUS_MUTANT_NOT_OWNED", 0xC0000046);
    public static final NtStatus STATUS_SEMAPHORE_LIMIT_EXCEEDED = known("STATUS_SEMAPHORE_LIMIT_EXCEEDED", 0xC0000047);
    public static final NtStatus STATUS_DELETE_PENDING = known("STATUS_DELETE_PENDING", 0xC0000056);
    public static final NtStatus STATUS_INSUFFICIENT_RESOURCES = known("STATUS_INSUFFICIENT_RESOURCES", 0xC000009A);
    public static final NtStatus STATUS_DEVICE_NOT_CONNECTED = known("STATUS_DEVICE_NOT_CONNECTED", 0xC000009D);
    public static final NtStatus STATUS_DEVICE_NOT_READY = known("STATUS_DEVICE_NOT_READY", 0xC00000A3);
    public static final NtStatus STATUS_NOT_SUPPORTED = known("STATUS_NOT_SUPPORTED", 0xC00000BB);
    public static final NtStatus STATUS_DEVICE_DOES_NOT_EXIST = known("STATUS_DEVICE_DOES_NOT_EXIST", 0xC00000C0);
    public static final NtStatus STATUS_INVALID_PARAMETER_2 = known("STATUS_INVALID_PARAMETER_2", 0xC00000F0);
    public static final NtStatus STATUS_PROCESS_IS_TERMINATING = known("STATUS_PROCESS_IS_TERMINATING", 0xC000010A);
    public static final NtStatus STATUS_CANCELLED = known("STATUS_CANCELLED", 0xC0000120);
    public static final NtStatus STATUS_INVALID_DEVICE_STATE = known("STATUS_INVALID_DEVICE_STATE", 0xC0000184);
    public static final NtStatus STATUS_MUTANT_LIMIT_EXCEEDED = known("STATUS_MUTANT_LIMIT_EXCEEDED", 0xC0000191);
    public static final NtStatus STATUS_PLUGPLAY_NO_DEVICE = known("STATUS_PLUGPLAY_NO_DEVICE", 0xC000025E);
    public static final NtStatus STATUS_DEVICE_REMOVED = known("STATUS_DEVICE_REMOVED", 0xC00002B6);
    public static final NtStatus STATUS_PNP_REBOOT_REQUIRED = known("STATUS_PNP_REBOOT_REQUIRED", 0xC00002D2);
    public static final NtStatus STATUS_FAILED_DRIVER_ENTRY = known("STATUS_FAILED_DRIVER_ENTRY", 0xC0000365);

    private static final int MOST_WAIT_OBJECTS = 64;

    static {
        for (int i = 1; i < MOST_WAIT_OBJECTS; i++) {
            known("STATUS_WAIT_" + i, i);
        }
    }

    private final int value;
    private final String name;

    private NtStatus(String name, int value) {
        this.name = name;
        this.value = value;
    }

    private static NtStatus known(String name, int value) {
        NtStatus status = new NtStatus(name, value);
        KNOWN.put(value, status);
        return status;
    }

    /**
     * The status with this value; the constant of that name where there is one.
     *
     * @param value all 32 bits, e.g. {@code 0xC0000056}
     * @return never null
     */
    public static NtStatus of(int value) {
        NtStatus known = KNOWN.get(value);
        return known != null ? known : new NtStatus(hex(value), value);
    }

    /**
     * STATUS_WAIT_n: which of several objects ended a wait.
     *
     * @param index 0 for the first object
     */
    public static NtStatus waited(int index) {
        return of(index);
    }

    /** All 32 bits. */
    public int value() {
        return value;
    }

    /** NT_SUCCESS: success and informational severities. */
    public boolean isSuccess() {
        return value >= 0;
    }

    /** NT_ERROR: severity 3. */
    public boolean isError() {
        return value >>> 30 == 3;
    }

    /** The name in ntstatus.h, or the value in hexadecimal. */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NtStatus status && status.value == value;
    }

    @Override
    public int hashCode() {
        return value;
    }

    @Override
    public String toString() {
        return name;
    }

    private static String hex(int value) {
        return "0x" + String.format(Locale.ROOT, "%08X", value);
    }
}
