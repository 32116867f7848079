package capstan.mnist.illustration;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inspect.CapsuleDecoder;
import capstan.capsnet.inspect.DimensionEffect;
import capstan.capsnet.inspect.DimensionEffects;
import capstan.capsnet.inspect.EncodedImages;
import capstan.capsnet.inspect.Perturbation;
import capstan.capsnet.inspect.StrokeMeasure;
import capstan.capsnet.model.Model;
import capstan.capsnet.training.TrainingListener;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.PerturbationPicture;
import capstan.mnist.picture.Picture;
import capstan.mnist.picture.PictureSheet;
import capstan.mnist.text.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;

/** Draws what the dimensions of capsules do, with what was measured of it beside them. */
public final class PerturbationPictures {
  /** Of a sheet with a file of its own, in pixels. */
  public static final int SHEET_WIDTH = 2000;

  private final CapsuleDecoder decoder;
  private final EncodedImages sample;
  private final int dimensions;

  /**
   * Of one network.
   *
   * @param network with a decoder
   * @param backend what computes
   * @param test images of which some are measured
   * @param samples at most so many of each class
   */
  public PerturbationPictures(Model network, Backend backend, ImageSet test, int samples) {
    decoder = new CapsuleDecoder(network, backend, Math.max(Perturbation.STEPS, samples));
    sample =
        EncodedImages.encode(
            network, backend, firstOfEachClass(test, samples), TrainingListener.SILENT);
    dimensions = network.capsuleDimensions().orElseThrow();
  }

  private static ImageSet firstOfEachClass(ImageSet test, int samples) {
    int[] taken = new int[test.classes()];
    IntArrayList places = new IntArrayList();
    for (int image = 0; image < test.count(); image++) {
      if (taken[test.label(image)]++ < samples) {
        places.add(image);
      }
    }
    return test.select(places.toArray());
  }

  /** What was measured of each dimension of a class; empty if no image of it was read rightly. */
  public List<DimensionEffect> effects(int label) {
    return DimensionEffects.measure(decoder, sample, label, sample.count());
  }

  /** The grid of one capsule, its rows named by what was measured. */
  public Picture grid(String title, Tensor capsules, int label, List<DimensionEffect> effects)
      throws NoFontException {
    List<String> rows = new ArrayList<>();
    for (int dimension = 0; dimension < dimensions; dimension++) {
      String found = effects.isEmpty() ? "" : named(effects.get(dimension));
      rows.add(found.isEmpty() ? "" + dimension : found + "   " + dimension);
    }
    List<String> columns =
        IntStream.range(0, Perturbation.STEPS).mapToObj(PerturbationPictures::offset).toList();
    return PerturbationPicture.large(
        title, Perturbation.grid(decoder, capsules, label), rows, columns);
  }

  private static String offset(int step) {
    float offset = Perturbation.offset(step);
    return offset == 0 ? "as it is" : signed(offset, 2);
  }

  /**
   * A small grid for each class, of its first image that was read rightly.
   *
   * @param width that the sheet may have in pixels, if one grid does not need more
   */
  public Picture sheet(String title, int width) throws NoFontException {
    List<Picture> grids = new ArrayList<>();
    for (int label = 0; label < sample.images().classes(); label++) {
      for (int image = 0; image < sample.count(); image++) {
        if (sample.images().label(image) == label && sample.right(image)) {
          Tensor capsules =
              sample.capsules().slice(image, 1).reshape(sample.images().classes(), dimensions);
          grids.add(
              PerturbationPicture.small(
                  sample.images().classNames().get(label),
                  Perturbation.grid(decoder, capsules, label)));
          break;
        }
      }
    }
    return grids.isEmpty()
        ? PictureSheet.nothing(title + ": no test image was read rightly")
        : PictureSheet.arrange(title, columns(grids, width), grids);
  }

  private static int columns(List<Picture> grids, int width) {
    return Math.max(1, width / grids.stream().mapToInt(Picture::width).max().orElseThrow());
  }

  /** At most two measures that carry a name, such as "slant +12°, width −1.4 px". */
  public static String named(DimensionEffect effect) {
    return String.join(
        ", ",
        effect.named().stream()
            .limit(2)
            .map(measure -> measure.words() + " " + change(effect, measure))
            .toList());
  }

  /** A change with its unit. */
  static String change(DimensionEffect effect, StrokeMeasure measure) {
    boolean degrees = measure == StrokeMeasure.SLANT;
    double mean = measure.in(effect.means());
    return signed(mean, 1) + (degrees ? "" : " ") + measure.unit();
  }

  private static String signed(double value, int decimals) {
    return Figures.signed(value, decimals).replace('-', '−');
  }
}
