package org.wdmsim.memory;

/**
 * A place in a driver's source that reads or writes memory.
 *
 * @param line file and line: {@code ToasterFunction.java:212}
 * @param member what is touched, as a person calls it: {@code ToasterExtension.asleep}
 * @param field its number among the fields of its class, or among all static fields
 * @param isWrite true when it may change what it touches
 * @param isStep true when another thread may run just before
 * @param isVolatile true when the access orders what comes before and after it
 */
record Site(String line, String member, int field, boolean isWrite, boolean isStep, boolean isVolatile) {
    String verb() {
        return isWrite ? "writes" : "reads";
    }
}
