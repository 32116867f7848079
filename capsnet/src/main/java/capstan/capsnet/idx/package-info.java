/**
 * MNIST's files and their relatives: IDX arrays, plain or compressed, the folders that hold them,
 * and what a file is that is none of these.
 */
package capstan.capsnet.idx;
