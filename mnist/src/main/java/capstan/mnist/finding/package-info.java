/**
 * What an experiment or a comparison of runs found: sentences, tables and pictures of numbers that
 * are already there.
 */
package capstan.mnist.finding;
