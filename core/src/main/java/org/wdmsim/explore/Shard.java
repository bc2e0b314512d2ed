package org.wdmsim.explore;

/**
 * One of several that divide the parts of a search among them: part p belongs to the one whose index is p modulo the count.
 *
 * @param index from 0, as Kubernetes and Slurm count
 * @param count how many there are
 */
public record Shard(int index, int count) {
    static final Shard WHOLE = new Shard(0, 1);

    public Shard {
        if (count < 1 || index < 0 || index >= count) {
            throw new IllegalArgumentException("shard " + index + "/" + count + " is out of range; "
                    + (count < 1
                            ? "there must be at least 1"
                            : "the " + count + " are 0/" + count + " to " + (count - 1) + "/" + count));
        }
    }

    /**
     * Reads the form {@code 0/8}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Shard parse(String text) {
        String[] numbers = text.strip().split("/", -1);
        if (numbers.length == 2 && numbers[0].matches("\\d{1,6}") && numbers[1].matches("\\d{1,6}")) {
            return new Shard(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is not a shard; write its index from 0, a slash, and how many there are, as in 0/8");
    }

    boolean has(int part) {
        return part % count == index;
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
