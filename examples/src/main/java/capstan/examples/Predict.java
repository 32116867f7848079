package capstan.examples;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Classifier;
import capstan.core.backend.Backends;
import java.io.IOException;
import java.nio.file.Path;

/** Reads a network from a run folder or a checkpoint file and asks it what some images show. */
public final class Predict {
  private Predict() {}

  /**
   * Prints what five drawn digits are taken for.
   *
   * @param arguments the run folder or the checkpoint file
   * @throws IOException if no network can be read from it; the message is one line
   */
  public static void main(String[] arguments) throws IOException {
    ImageSet digits = DrawnDigits.dataset(10, 5, 2, 1).test();
    try (Classifier classifier =
        Classifier.load(Path.of(arguments[0]), Backends.lookup("auto").backend())) {
      for (int image = 0; image < digits.count(); image++) {
        float[] pixels = new float[digits.imageSize()];
        digits.copyImage(image, pixels, 0);
        System.out.println(
            digits.label(image) + " is taken for " + classifier.predict(pixels).label());
      }
    }
  }
}
