/**
 * Where images come from and how they reach a training step: IDX files, their download, digits
 * drawn when there is no network, pictures of handwriting, folders of pictures, and batches with
 * shuffling and shifts.
 */
package capstan.mnist.data;
