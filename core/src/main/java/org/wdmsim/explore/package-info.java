/**
 * Many runs of one story: which schedules to try, what they came to, and which of the failing ones is the smallest.
 *
 * <pre>{@code
 * Exploration found = Explorer.of(story).search(new BoundedSearch(2)).explore();
 * assertThat(found.isProof()).isTrue();      // every schedule with at most two preemptions was tried, and is clean
 * }</pre>
 */
package org.wdmsim.explore;
