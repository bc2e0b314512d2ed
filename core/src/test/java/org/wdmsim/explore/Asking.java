package org.wdmsim.explore;

import org.wdmsim.ke.OpenChoices;
import org.wdmsim.machine.MachineBuilder;

/** A story whose machines leave something open. */
abstract class Asking implements Story {
    private final OpenChoices choices;

    Asking(OpenChoices choices) {
        this.choices = choices;
    }

    @Override
    public void build(MachineBuilder machine) {
        machine.processors(8).choices(choices);
    }
}
