package capstan.mnist.serving;

import capstan.capsnet.inference.SavedModel;
import capstan.mnist.illustration.DimensionWords;
import java.nio.file.Path;

/**
 * A network that is to be served.
 *
 * @param name what requests call it
 * @param path the run folder or file that it was read from, and is read from again
 * @param saved the network
 * @param words for what moving the dimensions of its capsules changes
 */
public record NetworkSource(String name, Path path, SavedModel saved, DimensionWords words) {}
