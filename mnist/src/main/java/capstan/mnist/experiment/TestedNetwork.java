package capstan.mnist.experiment;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.Model;
import java.nio.file.Path;

/**
 * A network that is tested beside others.
 *
 * @param name what it is called; no two are called the same
 * @param checkpoint its file
 * @param model the network
 * @param test the images as they are, under its own labels
 */
public record TestedNetwork(String name, Path checkpoint, Model model, ImageSet test) {}
