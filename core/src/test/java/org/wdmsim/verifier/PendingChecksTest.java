package org.wdmsim.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_CONTINUE_COMPLETION;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.CompletionRoutine;
import org.wdmsim.io.DispatchRoutine;
import org.wdmsim.io.Irp;
import org.wdmsim.io.TwoLayers;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Outcome;

/** The pending contract: each rule has a driver that breaks just this one, and one that keeps it. */
class PendingChecksTest {
    private static final DispatchRoutine COMPLETES = (device, irp) -> irp.complete(STATUS_SUCCESS);
    private static final CompletionRoutine PROPAGATES = (device, irp, context) -> {
        if (irp.pendingReturned()) {
            irp.markPending();
        }
        return STATUS_CONTINUE_COMPLETION;
    };

    /** A bottom that pends and is completed by another thread. */
    private static DispatchRoutine pends(TwoLayers layers) {
        return (device, irp) -> {
            irp.markPending();
            layers.thread("completer", () -> irp.complete(STATUS_SUCCESS));
            return STATUS_PENDING;
        };
    }

    private static Outcome upper(DispatchRoutine upper) {
        return new TwoLayers(0).upper(upper).lower(COMPLETES).read();
    }

    private static Outcome overPending(Function<TwoLayers, DispatchRoutine> upper) {
        return overPending(0, upper);
    }

    private static Outcome overPending(int seed, Function<TwoLayers, DispatchRoutine> upper) {
        TwoLayers layers = new TwoLayers(seed);
        return layers.upper(upper.apply(layers)).lower(pends(layers)).read();
    }

    // ---- 0x23D, 0x23E.

    @Test
    void pending_returned_for_an_irp_that_was_kept_without_a_mark_is_0x23D() {
        Irp[] kept = new Irp[1];
        assertOutcome(upper((device, irp) -> {
                    kept[0] = irp;
                    return STATUS_PENDING;
                }))
                .isIoViolation(0x23D);
    }

    @Test
    void pending_returned_after_completing_is_0x23D() {
        assertOutcome(upper((device, irp) -> {
                    irp.complete(STATUS_SUCCESS);
                    return STATUS_PENDING;
                }))
                .isIoViolation(0x23D);
    }

    @Test
    void marked_and_completed_without_returning_pending_is_0x23E() {
        assertOutcome(upper((device, irp) -> {
                    irp.markPending();
                    return irp.complete(STATUS_SUCCESS);
                }))
                .isIoViolation(0x23E);
    }

    @Test
    void marked_and_sent_on_with_another_answer_than_pending_is_0x23E() {
        assertOutcome(upper((device, irp) -> {
                    irp.markPending();
                    return TwoLayers.copyWith(device, irp, (d, i, c) -> STATUS_CONTINUE_COMPLETION);
                }))
                .isIoViolation(0x23E);
    }

    @Test
    void marked_and_sent_on_with_pending_is_sound() {
        assertOutcome(upper((device, irp) -> {
                    irp.markPending();
                    TwoLayers.copyWith(device, irp, (d, i, c) -> STATUS_CONTINUE_COMPLETION);
                    return STATUS_PENDING;
                }))
                .isClean();
    }

    // ---- 0x228.

    @Test
    void a_routine_that_does_not_propagate_is_0x228_on_every_schedule() {
        for (int seed = 0; seed < 50; seed++) {
            assertOutcome(overPending(
                            seed,
                            layers -> (device, irp) ->
                                    TwoLayers.copyWith(device, irp, (d, i, c) -> STATUS_CONTINUE_COMPLETION)))
                    .isIoViolation(0x228);
        }
    }

    @Test
    void a_routine_that_propagates_is_sound_on_every_schedule() {
        for (int seed = 0; seed < 50; seed++) {
            assertOutcome(overPending(seed, layers -> (device, irp) -> TwoLayers.copyWith(device, irp, PROPAGATES)))
                    .isClean();
        }
    }

    @Test
    void skipping_over_a_driver_that_pends_is_sound_on_every_schedule() {
        for (int seed = 0; seed < 50; seed++) {
            assertOutcome(overPending(seed, layers -> TwoLayers::skip)).isClean();
        }
    }

    // ---- 0x224.

    @Test
    void another_status_than_the_irp_s_is_0x224() {
        assertOutcome(upper((device, irp) -> {
                    irp.complete(STATUS_UNSUCCESSFUL);
                    return STATUS_SUCCESS;
                }))
                .isIoViolation(0x224);
    }

    @Test
    void another_status_than_the_lower_driver_s_is_0x224() {
        assertOutcome(upper((device, irp) -> {
                    TwoLayers.skip(device, irp);
                    return STATUS_UNSUCCESSFUL;
                }))
                .isIoViolation(0x224);
    }

    @Test
    void the_answer_of_call_driver_is_sound_although_a_routine_changed_the_status() {
        assertOutcome(upper((device, irp) -> TwoLayers.copyWith(device, irp, (d, i, c) -> {
                    i.setStatus(STATUS_UNSUCCESSFUL);
                    return STATUS_CONTINUE_COMPLETION;
                })))
                .isClean();
    }

    // ---- 0x226.

    @Test
    void an_irp_that_is_neither_completed_nor_passed_on_nor_pended_is_0x226() {
        assertOutcome(upper((device, irp) -> STATUS_SUCCESS)).isIoViolation(0x226);
    }

    @Test
    void keeping_an_irp_in_a_routine_and_forgetting_it_is_0x226() {
        assertOutcome(upper(
                        (device, irp) -> TwoLayers.copyWith(device, irp, (d, i, c) -> STATUS_MORE_PROCESSING_REQUIRED)))
                .isIoViolation(0x226);
    }

    @Test
    void an_answer_other_than_pending_while_lower_drivers_have_it_is_caught() {
        Outcome outcome = overPending(layers -> (device, irp) -> {
            TwoLayers.copyWith(device, irp, PROPAGATES);
            return STATUS_SUCCESS;
        });
        assertOutcome(outcome).isIoViolation(0x226);
    }

    // ---- 0x205, 0x209, 0x229.

    @Test
    void completing_what_a_lower_driver_has_pended_is_0x209() {
        assertOutcome(overPending(layers -> (device, irp) -> {
                    TwoLayers.copyWith(device, irp, PROPAGATES);
                    return irp.complete(STATUS_SUCCESS);
                }))
                .isIoViolation(0x209);
    }

    @Test
    void sending_again_what_a_lower_driver_has_pended_is_0x205() {
        assertOutcome(overPending(layers -> (device, irp) -> {
                    TwoLayers.copyWith(device, irp, PROPAGATES);
                    return TwoLayers.lowerOf(device).call(irp);
                }))
                .isIoViolation(0x205);
    }

    @Test
    void a_cancel_routine_set_while_a_lower_driver_has_it_is_0x229() {
        assertOutcome(overPending(layers -> (device, irp) -> {
                    TwoLayers.copyWith(device, irp, PROPAGATES);
                    irp.setCancelRoutine((d, i) -> {});
                    return STATUS_PENDING;
                }))
                .isIoViolation(0x229);
    }

    @Test
    void keeping_waiting_and_completing_is_sound_on_every_schedule() {
        for (int seed = 0; seed < 50; seed++) {
            assertOutcome(overPending(seed, layers -> (device, irp) -> {
                        KEvent back = layers.event("back");
                        NtStatus status = TwoLayers.copyWith(device, irp, (d, i, c) -> {
                            if (i.pendingReturned()) {
                                back.set();
                            }
                            return STATUS_MORE_PROCESSING_REQUIRED;
                        });
                        if (status == STATUS_PENDING) {
                            back.waitFor(KEvent.FOREVER);
                        }
                        return irp.complete(STATUS_UNSUCCESSFUL);
                    }))
                    .isClean();
        }
    }

    @Test
    void keeping_and_sending_once_more_is_sound() {
        int[] tries = {0};
        assertOutcome(upper((device, irp) -> {
                    NtStatus status;
                    do {
                        status = TwoLayers.copyWith(device, irp, (d, i, c) -> STATUS_MORE_PROCESSING_REQUIRED);
                    } while (++tries[0] < 3);
                    irp.complete();
                    return status;
                }))
                .isClean();
    }

    // ---- 0x21B, 0x225, 0x208, 0x307, 0x21C.

    @Test
    void a_status_that_nobody_has_set_is_0x21B() {
        for (NtStatus status : new NtStatus[] {null, NtStatus.of(0xCDCDCDCD)}) {
            assertOutcome(upper((device, irp) -> {
                        irp.complete(STATUS_SUCCESS);
                        return status;
                    }))
                    .isIoViolation(0x21B);
        }
    }

    @Test
    void all_ones_returned_is_0x225() {
        assertOutcome(upper((device, irp) -> {
                    irp.complete(STATUS_SUCCESS);
                    return NtStatus.of(-1);
                }))
                .isIoViolation(0x225);
    }

    @Test
    void an_irp_made_too_small_for_the_stack_is_0x208() {
        assertOutcome(new TwoLayers(0)
                        .upper((device, irp) -> TwoLayers.copyWith(device, irp, PROPAGATES))
                        .lower(COMPLETES)
                        .run(layers -> layers.top().call(layers.irp(IRP_MJ_READ, 1))))
                .isBugCheck(BugCheckCode.NO_MORE_IRP_STACK_LOCATIONS);
        assertOutcome(new TwoLayers(0)
                        .upper(TwoLayers::callWithoutSkip)
                        .lower(COMPLETES)
                        .run(layers -> layers.top().call(layers.irp(IRP_MJ_READ, 1))))
                .isIoViolation(0x208);
    }

    @Test
    void copying_without_a_routine_is_a_warning_and_stops_nothing() {
        TwoLayers layers = new TwoLayers(0);
        assertOutcome(layers.upper((device, irp) -> {
                            irp.copyLocationToNext();
                            return TwoLayers.lowerOf(device).call(irp);
                        })
                        .lower(COMPLETES)
                        .read())
                .isClean();
        assertThat(layers.warnings()).containsExactly("0x21C");
        TwoLayers skipping = new TwoLayers(0).upper(TwoLayers::skip).lower(COMPLETES);
        assertOutcome(skipping.read()).isClean();
        assertThat(skipping.warnings()).isEmpty();
    }

    @Test
    void an_event_that_was_signalled_before_is_0x307_when_pending_comes_back() {
        for (boolean signalled : new boolean[] {true, false}) {
            TwoLayers layers = new TwoLayers(0);
            layers.upper(TwoLayers::skip).lower(pends(layers));
            Outcome outcome = layers.run(l -> l.sendWithEvent(signalled));
            if (signalled) {
                assertOutcome(outcome).isIoViolation(0x307);
            } else {
                assertOutcome(outcome).isClean();
            }
        }
    }

    @Test
    void the_finding_names_the_driver_and_what_to_do() {
        Outcome.BugChecked stop = (Outcome.BugChecked) upper((device, irp) -> STATUS_SUCCESS);
        assertThat(stop.bugCheck().facts("what").get(0))
                .isEqualTo(
                        "the dispatch routine of upper for irp#1, IRP_MJ_READ, returned STATUS_SUCCESS, but the IRP was"
                                + " neither completed nor passed on nor pended");
        assertThat(stop.bugCheck().facts("do")).isNotEmpty();
    }
}
