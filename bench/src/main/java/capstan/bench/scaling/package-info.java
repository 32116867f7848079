/** A training step on more and more threads, and on ranks of a group. */
package capstan.bench.scaling;
