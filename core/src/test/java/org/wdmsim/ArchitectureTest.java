package org.wdmsim;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.Arrays;

/** Which package may know which, and that nothing in a machine depends on chance, on the clock or on an address. */
@AnalyzeClasses(packages = "org.wdmsim", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    // Each row: a package, and what else of ours it may import.

    @ArchTest
    static final ArchRule base = row("base");

    @ArchTest
    static final ArchRule live = row("live");

    @ArchTest
    static final ArchRule trace = row("trace", "base", "live");

    @ArchTest
    static final ArchRule sched = row("sched", "base", "live", "trace");

    @ArchTest
    static final ArchRule ke = row("ke", "base", "live", "trace", "sched");

    @ArchTest
    static final ArchRule ex = row("ex", "base", "trace", "ke");

    @ArchTest
    static final ArchRule ob = row("ob", "base", "trace", "ke");

    @ArchTest
    static final ArchRule io = row("io", "base", "live", "trace", "ke", "ex", "ob");

    @ArchTest
    static final ArchRule po = row("po", "base", "trace", "ke", "ex", "ob", "io");

    @ArchTest
    static final ArchRule verifier = row("verifier", "base", "trace", "ke", "ex", "ob", "io", "po");

    @ArchTest
    static final ArchRule memory = row("memory", "base", "sched", "ke", "io", "verifier");

    @ArchTest
    static final ArchRule machine =
            row("machine", "base", "trace", "sched", "ke", "ex", "ob", "io", "po", "verifier", "memory");

    @ArchTest
    static final ArchRule explore = row("explore", "base", "trace", "sched", "ke", "memory", "machine");

    @ArchTest
    static final ArchRule class_files_are_read_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackage("org.wdmsim.memory")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.objectweb.asm..")
            .because("only the fields of drivers as memory need it; ask org.wdmsim.memory.WatchedClasses");

    @ArchTest
    static final ArchRule core_knows_neither_its_manager_nor_a_driver = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.wdmsim.pnp..", "org.wdmsim.samples..")
            .because("the kernel does not know who manages it: let it announce or offer a hook (see PlugAndPlay)");

    // What would make two runs differ. The carriers run simulated threads on host threads, the watchdog looks at the
    // real clock, and jobs run whole machines on host threads; nothing that a driver sees comes from any of them.

    @ArchTest
    static final ArchRule no_random_numbers = simulated()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom)"
                    + "|java\\.util\\.random\\..*|java\\.security\\.SecureRandom")
            .orShould()
            .callMethod(Math.class, "random")
            .because("chance comes from the SchedulePolicy; use org.wdmsim.sched.SplitMix64 with the run's seed");

    @ArchTest
    static final ArchRule no_clock = simulated()
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.time\\.(Clock|Instant|LocalDateTime|ZonedDateTime)|java\\.util\\.Date")
            .because("time is virtual; use Kernel.now()");

    @ArchTest
    static final ArchRule no_sleep = simulated()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class)
            .because("a host thread that sleeps holds the machine up; use KThread.delay, which lets virtual time pass");

    @ArchTest
    static final ArchRule no_threads = simulated()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.lang\\.Thread|java\\.util\\.Timer"
                    + "|java\\.util\\.concurrent\\.(.*Executor.*|CompletableFuture|ForkJoin.*)")
            .because("a host thread is not scheduled; use PsCreateSystemThread or Machine.thread");

    @ArchTest
    static final ArchRule no_parallel_streams = simulated()
            .should()
            .callMethod(java.util.Collection.class, "parallelStream")
            .orShould()
            .callMethod(java.util.stream.BaseStream.class, "parallel")
            .orShould()
            .callMethod(java.util.stream.Stream.class, "parallel")
            .because("its order differs from run to run; use stream()");

    @ArchTest
    static final ArchRule no_addresses = simulated()
            .should()
            .callMethod(System.class, "identityHashCode", Object.class)
            .because("it differs from run to run; use KernelObject.objectName() or Kernel.nextNumber(kind)");

    private static GivenClassesConjunction simulated() {
        return noClasses()
                .that(not(resideInAnyPackage("org.wdmsim.sched", "org.wdmsim.live")))
                .and()
                .haveNameNotMatching("org\\.wdmsim\\.(machine\\.(Watchdog|GuardedRuns|DriverLine)|explore\\.Jobs).*");
    }

    private static ArchRule row(String name, String... mayImport) {
        String[] allowed = Arrays.stream(mayImport).map(ArchitectureTest::full).toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(full(name))
                .should()
                .dependOnClassesThat(resideInAPackage("org.wdmsim..")
                        .and(not(resideInAPackage(full(name))))
                        .and(not(resideInAnyPackage(allowed))))
                .because(name + " may import only "
                        + (mayImport.length == 0 ? "the JDK and Guava" : Arrays.toString(mayImport))
                        + "; move the class, or let the lower package offer a hook");
    }

    private static String full(String name) {
        return "org.wdmsim." + name;
    }
}
