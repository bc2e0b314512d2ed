package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The {@code [Strings]} of an INF, and the replacement of {@code %tokens%} by them.
 *
 * <p>A token is looked up in {@code [Strings.0409]} (US English), {@code [Strings.0009]} (any English) and
 * {@code [Strings]}, in that order, and at last in the sections of other languages as they come. The text found is not
 * searched for tokens again. {@code %%} stands for one {@code %}. A number between percent signs is a directory
 * identifier and stays: {@code %13%\kbfiltr.sys}.
 */
final class InfStrings {
    private static final String SECTION = "strings";
    private static final List<String> PREFERRED = List.of(SECTION + ".0409", SECTION + ".0009", SECTION);

    private final Map<String, String> texts = new LinkedHashMap<>();

    InfStrings(List<InfScanner.RawSection> sections) {
        for (String name : PREFERRED) {
            sections.stream().filter(s -> s.name().equalsIgnoreCase(name)).forEach(this::take);
        }
        sections.stream().filter(s -> isStrings(s.name())).forEach(this::take);
    }

    private static boolean isStrings(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith(SECTION + ".");
    }

    private void take(InfScanner.RawSection section) {
        for (InfScanner.RawLine line : section.lines()) {
            if (line.key() != null) {
                texts.putIfAbsent(
                        line.key().toLowerCase(Locale.ROOT), line.fields().get(0));
            }
        }
    }

    /** The field with its tokens replaced. An unknown token stays as it is, and is remembered. */
    InfField expand(String raw) {
        if (raw.indexOf('%') < 0) {
            return new InfField(raw, List.of());
        }
        StringBuilder text = new StringBuilder();
        List<String> undefined = new ArrayList<>();
        int at = 0;
        while (at < raw.length()) {
            int open = raw.indexOf('%', at);
            int close = open < 0 ? -1 : raw.indexOf('%', open + 1);
            if (close < 0) {
                break;
            }
            text.append(raw, at, open);
            String token = raw.substring(open + 1, close);
            String known = token.isEmpty() ? "%" : texts.get(token.toLowerCase(Locale.ROOT));
            if (known == null && !isDirectoryId(token)) {
                undefined.add(token);
            }
            text.append(known != null ? known : "%" + token + "%");
            at = close + 1;
        }
        return new InfField(text.append(raw.substring(at)).toString(), List.copyOf(undefined));
    }

    private static boolean isDirectoryId(String token) {
        return token.matches("-?[0-9]+");
    }
}
