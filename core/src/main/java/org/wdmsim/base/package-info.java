/**
 * The words everything else is written in: status values, interrupt request levels, bug check codes, function codes,
 * and the descriptor of a step. Imports nothing of ours.
 */
package org.wdmsim.base;
