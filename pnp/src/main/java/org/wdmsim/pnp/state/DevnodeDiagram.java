package org.wdmsim.pnp.state;

import java.util.Locale;
import org.wdmsim.base.StateDiagram;

/** The reference pages of the device node's states, made from {@link DevnodeTable}. */
public final class DevnodeDiagram {
    private DevnodeDiagram() {}

    /** A Mermaid state diagram of every change of state. */
    public static String mermaid() {
        return StateDiagram.mermaid(DevnodeTable.table(), DevnodeState.UNSPECIFIED, DevnodeDiagram::title);
    }

    /** The table in Markdown: each line with its reason. */
    public static String markdown() {
        return StateDiagram.markdown(DevnodeTable.table(), DevnodeState::windowsName);
    }

    /** The states in Markdown: number, name, constant and meaning. */
    public static String states() {
        StringBuilder text = new StringBuilder("| Value | State | Here | Meaning |\n|---|---|---|---|\n");
        for (DevnodeState state : DevnodeState.values()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| 0x%X | %s | `%s` | %s |\n",
                    state.value(),
                    state.windowsName(),
                    state.name(),
                    state.meaning()));
        }
        return text.toString();
    }

    private static String title(DevnodeState state) {
        return String.format(Locale.ROOT, "%s 0x%X", state.windowsName(), state.value());
    }
}
