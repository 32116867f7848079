package capstan.capsnet.inspect;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.OverlappingBatches;
import capstan.capsnet.data.OverlappingPairs;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.model.Model;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;

/**
 * Overlapping pairs and what a network with a decoder makes of them, each image on its own.
 *
 * @param height rows of a frame
 * @param width columns of a frame
 * @param channels values per pixel
 * @param pairs in the order of their bases
 */
public record SeparatedPairs(int height, int width, int channels, List<Pair> pairs) {
  /** Copies the list. */
  public SeparatedPairs {
    pairs = List.copyOf(pairs);
  }

  /** One image of a pair, or what takes its place: a class and the frame that shows it. */
  public record Part(int label, Tensor pixels) {}

  /**
   * One pair; two parts each, the base or what agrees with its class first.
   *
   * @param merged the frame that the network sees
   * @param sources the images themselves
   * @param byLabel what is drawn from the capsules of their classes
   * @param byPrediction what is drawn from the two longest capsules
   */
  public record Pair(
      Tensor merged, List<Part> sources, List<Part> byLabel, List<Part> byPrediction) {

    /** Whether the two longest capsules are those of the classes. */
    public boolean right() {
      return byPrediction.get(0).label() == sources.get(0).label()
          && byPrediction.get(1).label() == sources.get(1).label();
    }
  }

  /**
   * Separates the first pairs of a test.
   *
   * @param network a network with a decoder
   * @param backend what computes
   * @param test pairs to test on
   * @param limit how many at most
   */
  public static SeparatedPairs first(
      Model network, Backend backend, OverlappingPairs test, int limit) {
    ImageSet images = test.images();
    // Not closed: that would close the backend, which is the caller's.
    Classifier classifier = new Classifier(network, backend);
    OverlappingBatches batches = OverlappingBatches.evaluation(test, 1);
    Tensor pixels = Tensor.zeros(batches.pixelShape(1));
    Tensor targets = Tensor.zeros(batches.targetShape(1));
    int[] labels = new int[1];
    List<Pair> pairs = new ArrayList<>();
    for (int base = 0; base < Math.min(limit, images.count()); base++) {
      batches.next(pixels, targets, labels);
      int below = labels[0];
      int above = images.label(test.top(0, base));
      Tensor merged = copy(pixels.slice(0, 1));
      Tensor capsules = classifier.capsules(merged.toArray());
      int[] longest = twoLongest(capsules);
      boolean swapped = longest[0] == above || longest[1] == below;
      pairs.add(
          new Pair(
              merged,
              List.of(
                  new Part(below, copy(pixels.slice(1, 1))),
                  new Part(above, copy(pixels.slice(2, 1)))),
              List.of(draw(classifier, capsules, below), draw(classifier, capsules, above)),
              List.of(
                  draw(classifier, capsules, longest[swapped ? 1 : 0]),
                  draw(classifier, capsules, longest[swapped ? 0 : 1]))));
    }
    return new SeparatedPairs(test.height(), test.width(), images.channels(), pairs);
  }

  private static Tensor copy(Tensor frame) {
    return Tensor.of(Shape.of(frame.elements()), frame.toArray());
  }

  private static Part draw(Classifier classifier, Tensor capsules, int label) {
    float[] drawn = classifier.decode(capsules, label);
    return new Part(label, Tensor.of(Shape.of(drawn.length), drawn));
  }

  /** The longest capsule and the longest of the others; the first of equals. */
  private static int[] twoLongest(Tensor capsules) {
    int[] longest = {-1, -1};
    double[] squares = {-1, -1};
    for (int label = 0; label < capsules.shape().extent(0); label++) {
      double square = 0;
      for (int i = 0; i < capsules.shape().extent(1); i++) {
        square += (double) capsules.get(label, i) * capsules.get(label, i);
      }
      if (square > squares[0]) {
        longest[1] = longest[0];
        squares[1] = squares[0];
        longest[0] = label;
        squares[0] = square;
      } else if (square > squares[1]) {
        longest[1] = label;
        squares[1] = square;
      }
    }
    return longest;
  }
}
