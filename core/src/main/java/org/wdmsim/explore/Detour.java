package org.wdmsim.explore;

/**
 * A choice against candidate 0. It is known by the thread that ran before it, and how far that had come, so that it still
 * means the same in a run in which other detours are left out.
 *
 * @param after number of the thread that ran last; -1 at the beginning
 * @param turn how often that thread had been chosen
 * @param to number of the thread that goes on instead of candidate 0
 */
record Detour(int after, int turn, int to) {}
