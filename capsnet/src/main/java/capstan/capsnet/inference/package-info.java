/**
 * A trained network put to use: read from a run folder or a weights file ({@link
 * capstan.capsnet.inference.SavedModel}), asked for predictions ({@link
 * capstan.capsnet.inference.Classifier}) and tested ({@link capstan.capsnet.inference.Evaluation}).
 */
package capstan.capsnet.inference;
