package org.wdmsim.samples.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is done to the stack of a toaster in a removal, in the words of {@link PnpOrder}. */
final class ToasterActs {
    static final List<String> QUERY = List.of("sparkle Q", "toaster Q", "crumbtray Q", "pdo Q");
    static final List<String> CANCEL = List.of("sparkle CR", "toaster CR", "crumbtray CR", "pdo CR");
    static final List<String> SURPRISE = List.of("sparkle SR", "toaster SR", "crumbtray SR", "pdo SR");
    static final List<String> REMOVE = List.of("sparkle R", "toaster R", "crumbtray R", "pdo R");
    static final List<String> TAKEN_APART = List.of(
            "crumbtray =wait",
            "crumbtray =det",
            "crumbtray =del",
            "toaster =wait",
            "toaster =det",
            "toaster =del",
            "sparkle =wait",
            "sparkle =det",
            "sparkle =del");

    private ToasterActs() {}

    @SafeVarargs
    static List<String> inOrder(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    /** The same acts at the stack of one of several toasters. */
    static List<String> at(String instance, List<String> acts) {
        return acts.stream().map(act -> act.replace(" ", "@" + instance + " ")).toList();
    }

    /** The acts without those of some drivers. */
    static List<String> without(List<String> acts, String... drivers) {
        return acts.stream()
                .filter(act -> Stream.of(drivers).noneMatch(driver -> act.startsWith(driver + " ")))
                .toList();
    }
}
