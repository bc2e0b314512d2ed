/**
 * A story told to a machine, and what is expected of it.
 *
 * <pre>{@code
 * Scenario pull = new Scenario("pull", "a toaster is pulled out", "...", lab, stage -> {
 *     stage.thread("user", () -> { ... });
 *     stage.expect("the devnode is gone", () -> stage.pnp().find(PATH) == null);
 * });
 * ScenarioRun run = ScenarioRunner.run(pull, RunOptions.seed(7));
 * }</pre>
 */
package org.wdmsim.pnp.scenario;
