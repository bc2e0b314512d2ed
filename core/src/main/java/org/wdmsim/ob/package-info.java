/**
 * The object manager: the namespace with its symbolic links, reference counts with their tags, and handle tables.
 *
 * <pre>{@code
 * ObjectHeader header = new ObjectHeader(kernel, file, FILE_TYPE);     // ObCreateObject: the creator has a reference
 * NtResult<Integer> handle = table.open(header, FILE_READ_DATA);       // a handle, and a reference with it
 * header.dereference();                                                // the creator's
 * table.close(handle.value());                                         // last handle: closed; last reference: deleted
 * }</pre>
 */
package org.wdmsim.ob;
