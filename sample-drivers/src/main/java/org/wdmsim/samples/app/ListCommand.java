package org.wdmsim.samples.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.samples.broken.Broken;
import org.wdmsim.samples.broken.BrokenDriver;
import org.wdmsim.samples.broken.BrokenDrivers;
import org.wdmsim.samples.scenarios.Scenarios;
import org.wdmsim.trace.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wdmsim list}: what can be run. */
@Command(
        name = "list",
        description = "Lists the scenarios and the broken drivers.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class)
final class ListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON document instead of text.")
    private boolean json;

    ListCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? json() : text());
        out.flush();
        return ExitCode.CLEAN;
    }

    private static String text() {
        StringBuilder text = new StringBuilder("Scenarios (wdmsim run NAME)\n");
        for (Scenario scenario : Scenarios.all()) {
            text.append(String.format(Locale.ROOT, "  %-24s %s\n", scenario.name(), scenario.title()));
        }
        text.append("\nBroken drivers (wdmsim run SCENARIO --replace SERVICE=NAME)\n");
        for (BrokenDriver driver : BrokenDrivers.all()) {
            Broken broken = driver.fault();
            text.append(String.format(
                    Locale.ROOT,
                    "  %-24s for %s; shows in %s --seed %d\n",
                    driver.name(),
                    driver.service(),
                    broken.scenario(),
                    broken.seed()));
        }
        text.append(
                "\nBroken drivers whose fault shows in their fields (wdmsim explore SCENARIO --replace SERVICE=NAME)\n");
        for (BrokenDriver driver : BrokenDrivers.ofFields()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-24s for %s; shows in %s\n",
                    driver.name(),
                    driver.service(),
                    driver.fault().scenario()));
        }
        return text.toString();
    }

    private static String json() {
        List<Object> scenarios = new ArrayList<>();
        for (Scenario scenario : Scenarios.all()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", scenario.name());
            one.put("title", scenario.title());
            one.put("story", scenario.story());
            scenarios.add(one);
        }
        List<Object> drivers = new ArrayList<>();
        for (BrokenDriver driver : BrokenDrivers.all()) {
            Broken broken = driver.fault();
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", driver.name());
            one.put("replaces", driver.service());
            one.put("rule", broken.rule());
            one.put("scenario", broken.scenario());
            one.put("seed", broken.seed());
            drivers.add(one);
        }
        List<Object> ofFields = new ArrayList<>();
        for (BrokenDriver driver : BrokenDrivers.ofFields()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", driver.name());
            one.put("replaces", driver.service());
            one.put("rule", driver.fault().rule());
            one.put("scenario", driver.fault().scenario());
            ofFields.add(one);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "wdmsim.list/1");
        document.put("scenarios", scenarios);
        document.put("brokenDrivers", drivers);
        document.put("brokenDriversOfFields", ofFields);
        return Json.pretty(document);
    }
}
