package org.wdmsim.io;

/**
 * What IoGetDeviceObjectPointer answers.
 *
 * @param file what the caller dereferences when it is done
 * @param device the top of the stack that was opened; good for as long as the file object is
 */
public record DevicePointer(FileObject file, DeviceObject device) {}
