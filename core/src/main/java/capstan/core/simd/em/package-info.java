/**
 * Matrix capsules routed by expectation maximisation. Images are the lanes, as many as a vector
 * has: one thread takes such a block of images through all rounds, a parent at a time, whose votes
 * are computed anew for each pass over them and never leave the second-level cache.
 */
package capstan.core.simd.em;
