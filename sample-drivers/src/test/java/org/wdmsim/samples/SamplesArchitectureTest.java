package org.wdmsim.samples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A driver sees what a driver sees on Windows, so that what it teaches can hold there. */
@AnalyzeClasses(packages = "org.wdmsim.samples", importOptions = DoNotIncludeTests.class)
class SamplesArchitectureTest {
    private static final String[] A_DRIVERS_WORLD = {
        "org.wdmsim.base",
        "org.wdmsim.ke",
        "org.wdmsim.ex",
        "org.wdmsim.ob",
        "org.wdmsim.io",
        "org.wdmsim.po",
        "org.wdmsim.samples.toaster",
        "org.wdmsim.samples.mailbox",
        "org.wdmsim.samples.kettle",
        "org.wdmsim.samples.eggtimer",
        "org.wdmsim.samples.scale"
    };

    // ToasterLab and BrokenDrivers are no drivers: they say which package the drivers come in, and where they are used.

    @ArchTest
    static final ArchRule a_sound_driver_cannot_tell_that_it_is_simulated = noClasses()
            .that()
            .resideInAnyPackage("org.wdmsim.samples.(toaster|mailbox|kettle|eggtimer|scale)")
            .and()
            .haveSimpleNameNotEndingWith("Lab")
            .should()
            .dependOnClassesThat(resideInAPackage("org.wdmsim..").and(not(resideInAnyPackage(A_DRIVERS_WORLD))))
            .because("a driver sees only base, ke, ex, ob, io and po; leave the rest to its lab or its scenario");

    @ArchTest
    static final ArchRule neither_can_a_broken_one = noClasses()
            .that()
            .resideInAPackage("org.wdmsim.samples.broken")
            .and()
            .haveSimpleNameNotStartingWith("Broken")
            .should()
            .dependOnClassesThat(resideInAPackage("org.wdmsim..")
                    .and(not(resideInAnyPackage(A_DRIVERS_WORLD)))
                    .and(not(resideInAPackage("org.wdmsim.samples.broken"))))
            .because(
                    "a broken driver is its sound twin with one change, and that sees only base, ke, ex, ob, io and po");

    @ArchTest
    static final ArchRule no_driver_knows_the_command_line = noClasses()
            .that()
            .resideOutsideOfPackage("org.wdmsim.samples.app")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.wdmsim.samples.app")
            .because("the command line is one way of using the samples; it imports them, not they it");
}
