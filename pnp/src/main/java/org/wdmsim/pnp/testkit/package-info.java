/**
 * For tests of drivers: a JUnit extension that looks at every machine after each test and fails the test when one is not at
 * rest. Needs JUnit 5 or 6 on the class path; nothing else in this module does.
 *
 * <pre>{@code
 * @ExtendWith(MachinesAtRest.class)
 * class SparkleFilterTest {
 *     @Test
 *     void leaves_when_asked(Machines machines) {
 *         ScenarioRun run = machines.play(scenario, RunOptions.seed(7));
 *         ...
 *     }
 * }
 * }</pre>
 */
package org.wdmsim.pnp.testkit;
