package org.wdmsim.pnp.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wdmsim.base.BugCheck;
import org.wdmsim.ke.InjectedFault;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.machine.FailureReport;
import org.wdmsim.machine.Outcome;
import org.wdmsim.trace.Json;

/** A run for a program: one JSON document with stable keys. */
public final class RunJson {
    /** The version of the document's shape. */
    public static final String SCHEMA = "wdmsim.run/1";

    private RunJson() {}

    /**
     * The document as text.
     *
     * @param replay the command that shows the same run again
     */
    public static String of(ScenarioRun run, String replay) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", SCHEMA);
        document.put("scenario", run.scenario().name());
        document.put("title", run.scenario().title());
        document.put("verdict", run.verdict().name());
        document.put("outcome", outcome(run));
        document.put("seed", run.options().seed());
        document.put("schedule", run.schedule().toString());
        document.put("replay", replay);
        document.put("steps", run.machine().kernel().steps());
        document.put("stacks", run.stacks().stream().map(RunJson::stack).toList());
        document.put("requests", requests(run));
        List<Object> expectations = new ArrayList<>();
        for (Expectation expectation : run.expectations()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("what", expectation.what());
            one.put("held", expectation.held());
            expectations.add(one);
        }
        document.put("expectations", expectations);
        document.put("expectationsJudged", !run.hasInjectedFault());
        document.put(
                "injectedFailures",
                run.machine().kernel().injectedFaults().stream()
                        .map(InjectedFault::describe)
                        .toList());
        if (!run.options().choices().equals(OpenChoices.NONE)) {
            document.put("chosen", FailureReport.chosen(run.machine()));
        }
        document.put("leftovers", run.leftovers());
        return Json.pretty(document);
    }

    private static Map<String, Object> outcome(ScenarioRun run) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("kind", run.outcome().getClass().getSimpleName());
        outcome.put("headline", run.outcome().headline());
        if (run.outcome() instanceof Outcome.BugChecked stopped) {
            BugCheck check = stopped.bugCheck();
            outcome.put("code", check.code().number());
            outcome.put("name", check.code().name());
            outcome.put(
                    "parameters",
                    List.of(check.parameter(0), check.parameter(1), check.parameter(2), check.parameter(3)));
        }
        outcome.put("facts", FailureReport.facts(run.machine()));
        return outcome;
    }

    private static Map<String, Object> stack(StackPicture picture) {
        Map<String, Object> stack = new LinkedHashMap<>();
        stack.put("instancePath", picture.instancePath());
        stack.put("service", picture.service());
        List<Object> layers = new ArrayList<>();
        for (StackPicture.Layer layer : picture.layers()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("device", layer.device());
            one.put("driver", layer.driver());
            one.put("role", layer.role());
            one.put("objectName", layer.objectName());
            layers.add(one);
        }
        stack.put("layers", layers);
        return stack;
    }

    private static List<Object> requests(ScenarioRun run) {
        List<Object> requests = new ArrayList<>();
        for (IrpPaths.Path path : IrpPaths.of(run.trace())) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("step", path.step());
            one.put("thread", path.thread());
            one.put("irp", path.irp());
            one.put("request", path.request().toString());
            one.put("way", path.way());
            one.put("status", path.status());
            requests.add(one);
        }
        return requests;
    }
}
