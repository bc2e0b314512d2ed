package org.wdmsim.pnp.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DriverRankTest {
    private static final DeviceIds DEVICE = new DeviceIds(List.of("HW1", "HW2"), List.of("CID1", "CID2"));

    @Test
    void each_pair_of_identifiers_has_the_documented_score() {
        assertThat(rank("hw1")).isEqualTo(0x00FF0000);
        assertThat(rank("hw2")).isEqualTo(0x00FF0001);
        assertThat(rank("x, hw1")).isEqualTo(0x00FF1000);
        assertThat(rank("x, y, hw2")).isEqualTo(0x00FF1001);
        assertThat(rank("cid1")).isEqualTo(0x00FF2000);
        assertThat(rank("cid2")).isEqualTo(0x00FF2001);
        assertThat(rank("x, cid1")).isEqualTo(0x00FF3000);
        assertThat(rank("x, y, cid1")).isEqualTo(0x00FF3100);
        assertThat(rank("x, y, cid2")).isEqualTo(0x00FF3101);
    }

    @Test
    void the_matched_id_is_spelled_as_the_device_spells_it() {
        DriverStore store = new DriverStore();
        store.add("a.inf", inf("x, cid2", "01/01/2020,1.0").bytes());
        assertThat(store.select(DEVICE).orElseThrow().matchedId()).isEqualTo("CID2");
    }

    @Test
    void of_several_models_in_one_file_the_lowest_rank_wins_then_the_first() {
        InfFixture inf = InfFixture.widget()
                .with("Models.NTamd64", "first = A, CID1", "second = B, HW2", "third = C, HW2")
                .with("A", "")
                .with("B", "")
                .with("C", "");
        DriverStore store = new DriverStore();
        store.add("a.inf", inf.bytes());
        assertThat(store.select(DEVICE).orElseThrow().description()).isEqualTo("second");
    }

    @Test
    void a_better_identifier_beats_a_newer_driver() {
        assertThat(winner(inf("cid1", "01/01/2024,9.0"), inf("hw2", "01/01/2001,1.0")))
                .isEqualTo("b.inf");
    }

    @Test
    void a_feature_score_counts_before_the_identifier() {
        assertThat(winner(
                        inf("hw1", "01/01/2024,9.0"),
                        inf("cid2", "01/01/2001,1.0").with("Widget.NT", "FeatureScore = 0x20")))
                .isEqualTo("b.inf");
    }

    @Test
    void of_equal_ranks_the_newer_date_wins_even_with_a_lower_version() {
        assertThat(winner(inf("hw1", "06/30/2020,9.0.0.0"), inf("hw1", "07/01/2020,1.0.0.0")))
                .isEqualTo("b.inf");
    }

    @Test
    void of_equal_dates_the_higher_version_wins_by_number() {
        assertThat(winner(inf("hw1", "01/01/2020,1.9.0.0"), inf("hw1", "01/01/2020,1.10.0.0")))
                .isEqualTo("b.inf");
    }

    @Test
    void a_driver_without_a_date_is_older_than_any() {
        assertThat(winner(inf("hw1", ""), inf("hw1", "01/01/1980,0.0"))).isEqualTo("b.inf");
    }

    @Test
    void twins_are_told_apart_by_the_name_of_the_file_whatever_was_added_first() {
        InfFixture twin = inf("hw1", "01/01/2020,1.0");
        for (List<String> order : List.of(List.of("a.inf", "B.inf"), List.of("B.inf", "a.inf"))) {
            DriverStore store = new DriverStore();
            order.forEach(name -> store.add(name, twin.bytes()));
            assertThat(store.select(DEVICE).orElseThrow().infName()).isEqualTo("a.inf");
        }
    }

    @Test
    void a_device_that_no_file_names_gets_nothing() {
        DriverStore store = new DriverStore();
        store.add("a.inf", inf("hw9", "01/01/2020,1.0").bytes());
        assertThat(store.select(DEVICE)).isEmpty();
    }

    private static int rank(String ids) {
        DriverStore store = new DriverStore();
        store.add("a.inf", inf(ids, "01/01/2020,1.0").bytes());
        return store.select(DEVICE).orElseThrow().rank();
    }

    private static String winner(InfFixture a, InfFixture b) {
        DriverStore store = new DriverStore();
        store.add("a.inf", a.bytes());
        store.add("b.inf", b.bytes());
        return store.select(DEVICE).orElseThrow().infName();
    }

    private static InfFixture inf(String ids, String driverVer) {
        return InfFixture.widget()
                .with("Version", "Signature = \"$Chicago$\"", "DriverVer = " + driverVer)
                .with("Models.NTamd64", "%Widget% = Widget, " + ids);
    }
}
