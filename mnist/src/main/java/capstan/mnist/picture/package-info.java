/**
 * What a run looks like, as PNG files: images over their reconstructions, the confusion matrix, and
 * captioned grids of images for everything else. Inputs are plain numbers and tensors; nothing here
 * knows how they came about.
 */
package capstan.mnist.picture;
