package org.wdmsim.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON as it is written. */
class JsonTest {
    static List<Map.Entry<Object, String>> scalars() {
        return List.of(
                Map.entry(true, "true"),
                Map.entry(-5L, "-5"),
                Map.entry(1.5, "1.5"),
                Map.entry(Double.NaN, "\"NaN\""),
                Map.entry(Double.NEGATIVE_INFINITY, "\"-Infinity\""),
                Map.entry(Float.POSITIVE_INFINITY, "\"Infinity\""),
                Map.entry("", "\"\""),
                Map.entry("a \"quoted\" \\Device\\1", "\"a \\\"quoted\\\" \\\\Device\\\\1\""),
                Map.entry("line\nfeed\r\ttab", "\"line\\nfeed\\r\\ttab\""),
                Map.entry("\u0000\u001f", "\"\\u0000\\u001f\""),
                Map.entry("Ger\u00e4t \ud83c\udf5e", "\"Ger\u00e4t \ud83c\udf5e\""),
                Map.entry("half \ud83c pair", "\"half \\ud83c pair\""),
                Map.entry("half \udf5e", "\"half \\udf5e\""),
                Map.entry('c', "\"c\""));
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void a_scalar(Map.Entry<Object, String> each) {
        assertThat(Json.line(each.getKey())).isEqualTo(each.getValue());
    }

    @Test
    void null_is_null() {
        assertThat(Json.line(null)).isEqualTo("null");
    }

    private static Map<String, Object> sample() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", List.of(1, "two", List.of()));
        map.put("none", null);
        map.put("empty", Map.of());
        return map;
    }

    @Test
    void members_keep_the_order_of_the_map_on_one_line() {
        assertThat(Json.line(sample())).isEqualTo("{\"z\":1,\"a\":[1,\"two\",[]],\"none\":null,\"empty\":{}}");
    }

    @Test
    void the_pretty_form_indents_by_two_and_ends_with_a_line_feed() {
        assertThat(Json.pretty(sample())).isEqualTo("""
                        {
                          "z": 1,
                          "a": [
                            1,
                            "two",
                            []
                          ],
                          "none": null,
                          "empty": {}
                        }
                        """);
    }

    @Test
    void a_list_may_hold_null() {
        List<Object> list = new ArrayList<>();
        list.add(null);
        assertThat(Json.line(list)).isEqualTo("[null]");
    }
}
