/** A training step as numbers: what each part must compute and move, and how long it takes. */
package capstan.bench.model;
