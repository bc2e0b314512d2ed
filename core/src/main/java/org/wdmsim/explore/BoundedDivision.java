package org.wdmsim.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wdmsim.sched.Schedule;

/**
 * A depth-first search cut into the schedules that begin alike. The part that looks largest is cut at the first choice that
 * may be taken otherwise, until there are enough; how large a part is, one run of it tells.
 */
final class BoundedDivision implements Division {
    // The parts stand in the order in which the search comes to them. So the runs of all parts, one after the other,
    // are the runs of the search, and nobody can tell from the result that it was cut.
    private final BoundedSearch whole;
    private final List<Piece> pieces = new ArrayList<>();

    /** A part, and what is known of it: of its own run, or, before that was made, of that of the part it was cut from. */
    private record Piece(byte[] path, int spent, Spine spine, boolean isOwn) {
        double weight() {
            return isWhole() ? -1 : spine.weight(path.length, spent);
        }

        /** True for one schedule. */
        boolean isWhole() {
            return isOwn && spine.branch(path.length, spent) == spine.length();
        }
    }

    BoundedDivision(BoundedSearch whole, StoryRuns runs) {
        this.whole = whole;
        pieces.add(new Piece(new byte[0], 0, new Spine(0, new int[0], new boolean[0]), false));
        while (pieces.size() < USUAL_PARTS) {
            int largest = largest();
            Piece piece = pieces.get(largest);
            if (piece.isWhole()) {
                break;
            }
            pieces.remove(largest);
            pieces.addAll(largest, piece.isOwn() ? cut(piece) : List.of(looked(piece, runs)));
        }
    }

    private int largest() {
        int largest = 0;
        for (int i = 1; i < pieces.size(); i++) {
            if (pieces.get(i).weight() > pieces.get(largest).weight()) {
                largest = i;
            }
        }
        return largest;
    }

    private Piece looked(Piece piece, StoryRuns runs) {
        BoundedSearch search = whole.part(piece.path.length, piece.path);
        runs.run(search.next());
        return new Piece(piece.path, piece.spent, search.spine(), true);
    }

    /** Candidate 0 first, as the search does; what the others are like is not known yet. */
    private static List<Piece> cut(Piece piece) {
        int choice = piece.spine.branch(piece.path.length, piece.spent);
        List<Piece> cut = new ArrayList<>();
        for (int candidate = 0; candidate < piece.spine.sizes()[choice]; candidate++) {
            byte[] path = Arrays.copyOf(piece.path, choice + 1);
            path[choice] = (byte) candidate;
            int spent = piece.spent + (candidate > 0 && piece.spine.costs()[choice] ? 1 : 0);
            cut.add(new Piece(path, spent, piece.spine, candidate == 0));
        }
        return cut;
    }

    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public int size() {
        return pieces.size();
    }

    @Override
    public Search part(int number, PartResult soFar) {
        byte[] path = pieces.get(number).path;
        return whole.part(path.length, soFar.position() == null ? path : path(soFar.position()));
    }

    @Override
    public double weight(int number) {
        return Math.exp(Math.min(500, pieces.get(number).weight()));
    }

    /** A path that is not the first of its part ends with another candidate than 0, so that a schedule says all of it. */
    @Override
    public String position(Search part) {
        byte[] path = ((BoundedSearch) part).path();
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
