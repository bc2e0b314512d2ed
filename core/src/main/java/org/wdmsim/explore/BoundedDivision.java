package org.wdmsim.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Schedule;

/**
 * A depth-first search cut into stretches: each begins with a certain path and ends when a choice before its floor would
 * have to be taken anew. The part that looks largest is cut where its halves look alike, until there are enough; how large a
 * part is, its first run tells.
 */
final class BoundedDivision implements Division {
    // The parts stand in the order in which the search comes to them. So the runs of all parts, one after the other,
    // are the runs of the search, and nobody can tell from the result that it was cut.
    private final BoundedSearch whole;
    private final List<Piece> pieces = new ArrayList<>();
    private boolean hangs; // a run that hangs takes as long as the watchdog waits: one is enough

    BoundedDivision(BoundedSearch whole, StoryRuns runs) {
        this.whole = whole;
        pieces.add(looked(new byte[0], 0, runs));
        while (pieces.size() < USUAL_PARTS && !hangs) {
            int largest = largest();
            Piece piece = pieces.get(largest);
            if (piece.cut < 0) {
                break;
            }
            byte[] path = Arrays.copyOf(piece.path, piece.cut + 1);
            path[piece.cut]++;
            pieces.set(largest, new Piece(piece.path, piece.cut + 1, piece.spine));
            pieces.add(largest + 1, looked(path, piece.floor, runs));
        }
    }

    private int largest() {
        int largest = 0;
        for (int i = 1; i < pieces.size(); i++) {
            if (pieces.get(i).weight > pieces.get(largest).weight) {
                largest = i;
            }
        }
        return largest;
    }

    private Piece looked(byte[] path, int floor, StoryRuns runs) {
        BoundedSearch search = whole.part(floor, path);
        hangs |= runs.run(search.next()).outcome() instanceof Outcome.Stuck;
        return new Piece(path, floor, search.spine());
    }

    /** A part, with what its first run has shown. */
    private static final class Piece {
        final byte[] path; // of its first run, without the zeros at the end
        final int floor;
        final Spine spine;
        final double weight; // logarithm of a guess how many runs it has
        final int cut; // the last choice before its floor, if it is cut in two; -1 when it is a single run

        Piece(byte[] path, int floor, Spine spine) {
            this.path = path;
            this.floor = floor;
            this.spine = spine;
            double[] branches = branches();
            double all = 0;
            for (double branch : branches) {
                all = Spine.sum(all, branch);
            }
            this.weight = all;
            this.cut = half(branches, all);
        }

        private double[] branches() {
            double[] branches = new double[spine.length()];
            int spent = 0;
            for (int choice = 0; choice < branches.length; choice++) {
                int taken = choice < path.length ? path[choice] & 0xFF : 0;
                branches[choice] = choice < floor ? Double.NEGATIVE_INFINITY : spine.branches(choice, taken, spent);
                spent += spine.cost(choice, taken);
            }
            return branches;
        }

        /** The choice up to which half of the runs branch off, or at least some. */
        private static int half(double[] branches, double all) {
            double above = Double.NEGATIVE_INFINITY;
            int cut = -1;
            for (int choice = 0; choice < branches.length; choice++) {
                if (branches[choice] > Double.NEGATIVE_INFINITY && (cut < 0 || above < all - Math.log(2))) {
                    cut = choice;
                    above = Spine.sum(above, branches[choice]);
                }
            }
            return cut;
        }
    }

    @Override
    public String name() {
        return Division.named(
                whole.name(),
                pieces.stream()
                        .map(piece -> text(piece.path) + "/" + piece.floor)
                        .toList());
    }

    @Override
    public int size() {
        return pieces.size();
    }

    @Override
    public Search part(int number, PartResult soFar) {
        Piece piece = pieces.get(number);
        return whole.part(piece.floor, soFar.position() == null ? piece.path : path(soFar.position()));
    }

    @Override
    public double weight(int number) {
        return Math.exp(Math.min(500, pieces.get(number).weight));
    }

    /** A path always ends with another candidate than 0, so that a schedule says all of it. */
    @Override
    public String position(Search part) {
        return text(((BoundedSearch) part).path());
    }

    private static String text(byte[] path) {
        StringBuilder text = new StringBuilder();
        for (byte choice : path) {
            text.append(text.length() == 0 ? "" : ".").append(choice & 0xFF);
        }
        return text.length() == 0 ? "0" : Schedule.parse(text.toString()).toString();
    }

    private static byte[] path(String position) {
        Schedule schedule = Schedule.parse(position);
        byte[] path = new byte[schedule.length()];
        for (int i = 0; i < path.length; i++) {
            path[i] = (byte) schedule.choice(i);
        }
        return path;
    }
}
