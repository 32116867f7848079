/** One matrix product from plain loops to the machine's peak, in six steps to be read in order. */
package capstan.bench.ladder;
