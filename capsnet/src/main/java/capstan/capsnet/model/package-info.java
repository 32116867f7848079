/**
 * The networks: their configuration, their parameters under PyTorch's names and layouts, and how
 * each records its training and inference graphs on a tape.
 */
package capstan.capsnet.model;
