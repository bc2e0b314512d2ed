/**
 * What knows that a live machine's threads are host threads: counters with a cell for each, and their announcements. No
 * kernel object, no driver; so each class here can be model-checked by itself.
 */
package org.wdmsim.live;
