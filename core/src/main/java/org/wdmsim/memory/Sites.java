package org.wdmsim.memory;

import java.util.ArrayList;
import java.util.List;

/** The places of one class loader, by the numbers that woven code calls them by; and how many static fields there are. */
final class Sites {
    private final List<Site> sites = new ArrayList<>();
    private int statics;

    synchronized int add(Site site) {
        sites.add(site);
        return sites.size() - 1;
    }

    synchronized Site at(int number) {
        return sites.get(number);
    }

    /** A number for one more static field: the same in every run, because its class is loaded once. */
    synchronized int nextStatic() {
        return statics++;
    }
}
