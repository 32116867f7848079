/**
 * Picture files of unknown origin, decoded within bounds on time and memory: whatever is damaged is
 * refused rather than guessed, and a picture gives the same pixels in every format and sample type
 * that can hold it, upright as its orientation says.
 */
package capstan.mnist.decoding;
