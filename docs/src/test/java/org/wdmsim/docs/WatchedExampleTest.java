package org.wdmsim.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.NtStatus;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceType;
import org.wdmsim.machine.Machine;

/** The code about fields on the page about exploring. */
class WatchedExampleTest {
    // snippet watched
    static final class Opens extends DeviceExtension {
        int count;
    }

    static final class OpensStory implements Story {
        @Override
        public Judge tell(Machine machine) {
            machine.thread("maker", () -> {
                Opens ext = new Opens();
                machine.io()
                        .loadDriver("opens", (driver, path) -> NtStatus.STATUS_SUCCESS)
                        .value()
                        .createDevice(ext, DeviceType.FILE_DEVICE_UNKNOWN, 0);
                machine.thread("one", () -> ext.count++);
                machine.thread("other", () -> ext.count++);
            });
            return Judge.OF_NOTHING;
        }
    }

    @Test
    void a_race_for_a_field() {
        Exploration found = Explorer.of(WatchedStory.of(OpensStory.class))
                .search(new BoundedSearch(1))
                .explore();
        assertThat(found.headline()).contains("unsynchronised conflicting access");
    }
    // end
}
