/** A training step on more and more threads. */
package capstan.bench.scaling;
