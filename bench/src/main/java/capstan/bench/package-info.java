/**
 * Measurements: a JMH benchmark for every kernel and for the whole training step, the machine's own
 * limits, and the table that puts them side by side.
 */
package capstan.bench;
