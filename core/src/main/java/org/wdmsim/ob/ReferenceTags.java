package org.wdmsim.ob;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wdmsim.ke.Kernel;

/** Who holds an object: how many references each tag has, and where its count changed last. Kept while somebody listens. */
final class ReferenceTags {
    // Under the dispatcher lock.
    private final Kernel kernel;
    private final Map<String, Tagged> tags = new LinkedHashMap<>();

    private record Tagged(int count, int step, String site) {
        String last() {
            return "step " + step + (site.isEmpty() ? "" : ", " + site);
        }
    }

    ReferenceTags(Kernel kernel) {
        this.kernel = kernel;
    }

    void count(String tag, int change) {
        if (kernel.isQuiet()) {
            return;
        }
        Tagged before = tags.get(tag);
        int count = (before == null ? 0 : before.count()) + change;
        if (count == 0) {
            tags.remove(tag);
        } else {
            tags.put(tag, new Tagged(count, kernel.steps(), kernel.callSite()));
        }
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        tags.forEach((tag, tagged) -> lines.add(tag + ": " + tagged.count() + ", last at " + tagged.last()));
        return lines;
    }
}
