package org.wdmsim.pnp;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

/** Which package of the PnP manager may know which, and that nothing in it depends on chance, clock or address. */
@AnalyzeClasses(packages = "org.wdmsim.pnp", importOptions = DoNotIncludeTests.class)
class PnpArchitectureTest {
    // Each row: a package, and what else of ours it may import.

    @ArchTest
    static final ArchRule state = row("pnp.state", "base");

    @ArchTest
    static final ArchRule install = row("pnp.install", "base");

    @ArchTest
    static final ArchRule tree = row("pnp.tree", "base", "trace", "ke", "ob", "io", "pnp.state", "pnp.install");

    @ArchTest
    static final ArchRule removal = row("pnp.removal", "base", "trace", "ke", "ob", "io", "pnp.state", "pnp.tree");

    @ArchTest
    static final ArchRule manager = row(
            "pnp",
            "base",
            "trace",
            "ke",
            "ob",
            "io",
            "po",
            "machine",
            "pnp.state",
            "pnp.install",
            "pnp.tree",
            "pnp.removal");

    @ArchTest
    static final ArchRule scenario = row(
            "pnp.scenario",
            "base",
            "trace",
            "sched",
            "ke",
            "io",
            "verifier",
            "memory",
            "machine",
            "explore",
            "pnp",
            "pnp.state",
            "pnp.install",
            "pnp.tree",
            "pnp.removal");

    @ArchTest
    static final ArchRule testkit = row("pnp.testkit", "machine", "pnp.scenario");

    @ArchTest
    static final ArchRule pnp_knows_no_driver = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.wdmsim.samples..")
            .because("drivers are given to the manager as DriverImages, whoever wrote them");

    // What would make two runs differ; the same list stands in core's ArchitectureTest.

    @ArchTest
    static final ArchRule no_random_numbers = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom)"
                    + "|java\\.util\\.random\\..*|java\\.security\\.SecureRandom")
            .orShould()
            .callMethod(Math.class, "random")
            .because("chance comes from the SchedulePolicy; use org.wdmsim.sched.SplitMix64 with the run's seed");

    @ArchTest
    static final ArchRule no_clock = noClasses()
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.time\\.(Clock|Instant|LocalDateTime|ZonedDateTime)|java\\.util\\.Date")
            .because("time is virtual; use Kernel.now()");

    @ArchTest
    static final ArchRule no_sleep = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class)
            .because("a host thread that sleeps holds the machine up; use KThread.delay, which lets virtual time pass");

    @ArchTest
    static final ArchRule no_threads = noClasses()
            .that()
            .resideOutsideOfPackage("org.wdmsim.pnp.testkit") // it looks for host threads that are left, and makes none
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.lang\\.Thread|java\\.util\\.Timer"
                    + "|java\\.util\\.concurrent\\.(.*Executor.*|CompletableFuture|ForkJoin.*)")
            .because("a host thread is not scheduled; use PsCreateSystemThread or Machine.thread");

    @ArchTest
    static final ArchRule no_parallel_streams = noClasses()
            .should()
            .callMethod(java.util.Collection.class, "parallelStream")
            .orShould()
            .callMethod(java.util.stream.BaseStream.class, "parallel")
            .orShould()
            .callMethod(java.util.stream.Stream.class, "parallel")
            .because("its order differs from run to run; use stream()");

    @ArchTest
    static final ArchRule no_addresses = noClasses()
            .should()
            .callMethod(System.class, "identityHashCode", Object.class)
            .because("it differs from run to run; use KernelObject.objectName() or Kernel.nextNumber(kind)");

    private static ArchRule row(String name, String... mayImport) {
        String[] allowed =
                Arrays.stream(mayImport).map(PnpArchitectureTest::full).toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(full(name))
                .should()
                .dependOnClassesThat(resideInAPackage("org.wdmsim..")
                        .and(not(resideInAPackage(full(name))))
                        .and(not(resideInAnyPackage(allowed))))
                .because(name + " may import only " + Arrays.toString(mayImport)
                        + "; move the class, or let the lower package offer a hook");
    }

    private static String full(String name) {
        return "org.wdmsim." + name;
    }
}
