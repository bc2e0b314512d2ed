package org.wdmsim.docs;

import static org.wdmsim.docs.GeneratedPage.cell;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;

/** The page of bug checks is made from the codes the machine can stop with. */
class BugChecksPageTest {
    @Test
    void the_page_lists_every_code() throws IOException {
        StringBuilder text = new StringBuilder("""
                # Bug checks

                A machine that stops for a driver's fault stops with one of these. Names and numbers are those of Windows.

                | Number | Name | What happened |
                |---|---|---|
                """);
        for (BugCheckCode code : BugCheckCode.values()) {
            text.append("| %s | `%s` | %s |\n".formatted(code.hex(), code.name(), cell(code.meaning())));
        }
        GeneratedPage.check("bug-checks.md", text.toString());
    }
}
