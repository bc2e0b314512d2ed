package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line of an AddReg section: {@code root, subkey, value name, flags, value, value...}.
 *
 * @param root HKR, HKLM and so on, in upper case; HKR is the key the directive is about
 * @param subkey below the root; empty for the root itself
 * @param valueName empty for the unnamed value
 * @param flags FLG_ADDREG_xxx
 * @param values the strings after the flags
 * @param line where it stands
 */
record RegistryWrite(String root, String subkey, String valueName, int flags, List<String> values, InfLine line) {
    static final int FLG_ADDREG_NOCLOBBER = 0x2;
    static final int FLG_ADDREG_DELVAL = 0x4;
    static final int FLG_ADDREG_APPEND = 0x8;
    static final int FLG_ADDREG_KEYONLY = 0x10;
    static final int FLG_ADDREG_OVERWRITEONLY = 0x20;

    /** The bits of the flags that give the type of the value. */
    private static final int FLG_ADDREG_TYPE_MASK = 0xFFFF0001;

    private static final int FLG_ADDREG_TYPE_SZ = 0;
    private static final int FLG_ADDREG_TYPE_EXPAND_SZ = 0x00020000;
    private static final int FLG_ADDREG_TYPE_MULTI_SZ = 0x00010000;

    /** Every line of every section that the AddReg directives of a section name. */
    static List<RegistryWrite> read(InfFile file, InfSection section) {
        List<RegistryWrite> writes = new ArrayList<>();
        for (InfSection.Reference reference : section.references("AddReg")) {
            for (InfLine line : file.section(reference, "AddReg").lines()) {
                writes.add(parse(line));
            }
        }
        return writes;
    }

    private static RegistryWrite parse(InfLine line) {
        int flags = (int) line.number(3, "AddReg flags", 0);
        String root = line.loose(0).toUpperCase(Locale.ROOT);
        String name = line.loose(2);
        // Only the filters are read; an undefined token in any other value harms nobody here.
        boolean matters = FilterValues.knows(name);
        List<String> values = new ArrayList<>();
        for (int i = 4; i < line.size(); i++) {
            values.add(matters ? line.text(i) : line.loose(i));
        }
        return new RegistryWrite(root, line.loose(1), name, flags, List.copyOf(values), line);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    boolean isMultiString() {
        return (flags & FLG_ADDREG_TYPE_MASK) == FLG_ADDREG_TYPE_MULTI_SZ;
    }

    boolean isString() {
        int type = flags & FLG_ADDREG_TYPE_MASK;
        return type == FLG_ADDREG_TYPE_SZ || type == FLG_ADDREG_TYPE_EXPAND_SZ;
    }

    /** Whether it writes one of the filter values into the key the directive is about. */
    boolean isFilterOfOwnKey() {
        return root.equals("HKR") && subkey.isEmpty() && FilterValues.knows(valueName);
    }
}
