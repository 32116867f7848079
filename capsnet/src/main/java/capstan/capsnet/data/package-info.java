/**
 * Images in memory and how they reach a training step: data sets, batches with shuffling and
 * shifts, images held out, overlapping pairs, and digits drawn where there are no others.
 */
package capstan.capsnet.data;
