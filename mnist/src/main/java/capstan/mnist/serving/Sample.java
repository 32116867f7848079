package capstan.mnist.serving;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An image to try a network with.
 *
 * @param name of its class
 * @param pixels as the network takes them
 */
@SuppressWarnings("ArrayRecordComponent") // written as JSON, never compared
record Sample(@JsonProperty("class") String name, float[] pixels) {
  private static final int CLASSES = 10;

  /** Enough that each class is among them. */
  private static final int DRAWN = 200;

  private static final long SEED = 5;

  /** A digit that the program draws for each class of a network of handwritten ones; else none. */
  static List<Sample> of(ServedModel model) {
    List<String> names = model.saved().classNames();
    if (!model.input().findsHandwriting() || !names.equals(ImageSet.numbersOf(CLASSES))) {
      return List.of();
    }
    ImageSet digits = DrawnDigits.dataset(1, DRAWN, SEED, 1).test();
    return IntStream.range(0, CLASSES)
        .mapToObj(label -> new Sample(names.get(label), first(digits, label)))
        .toList();
  }

  private static float[] first(ImageSet digits, int label) {
    int image =
        IntStream.range(0, digits.count())
            .filter(each -> digits.label(each) == label)
            .findFirst()
            .orElseThrow();
    float[] pixels = new float[digits.imageSize()];
    digits.copyImage(image, pixels, 0);
    return pixels;
  }
}
