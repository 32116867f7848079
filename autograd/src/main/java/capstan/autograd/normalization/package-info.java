/**
 * Batch normalization: by a batch's own statistics while a network learns, by the running ones
 * otherwise, and those folded into the convolution that follows.
 */
package capstan.autograd.normalization;
