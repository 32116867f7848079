package capstan.mnist.illustration;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inspect.CapsuleDecoder;
import capstan.capsnet.inspect.EncodedImages;
import capstan.capsnet.inspect.ReconstructedImages;
import capstan.capsnet.inspect.ReconstructedImages.MaskedBy;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.picture.Reconstructions;
import capstan.mnist.text.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Draws images over their reconstructions, masked by label and by prediction.
 *
 * @param encoded images that a network has encoded
 * @param decoder of the same network
 */
public record ReconstructionPictures(EncodedImages encoded, CapsuleDecoder decoder) {

  /** The first images. */
  public Picture first(String title, int limit) throws NoFontException {
    int[] places = IntStream.range(0, Math.min(limit, encoded.count())).toArray();
    return draw(title, places, image -> "");
  }

  /** Images with their number, and their error where one is given, under each. */
  public Picture chosen(String title, ReconstructedImages measured, int... places)
      throws NoFontException {
    return draw(
        title,
        places,
        image -> "#" + image + ": " + Figures.decimal(measured.errorsByLabel().get(image), 1));
  }

  private Picture draw(String title, int[] places, IntFunction<String> note)
      throws NoFontException {
    ImageSet images = encoded.images();
    int size = images.imageSize();
    float[] inputs = new float[places.length * size];
    List<Reconstructions.Reading> readings = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      images.copyImage(places[i], inputs, i * size);
      int prediction = encoded.predictions().get(places[i]);
      readings.add(reading(images, places[i], prediction, note.apply(places[i])));
    }
    Shape shape = Shape.of(places.length, images.height(), images.width(), images.channels());
    return Reconstructions.draw(
        title,
        Tensor.of(shape, inputs),
        List.of(
            row("by label", MaskedBy.LABEL, places),
            row("by prediction", MaskedBy.PREDICTION, places)),
        readings);
  }

  /** What stands under an image, its classes by the names that the data gives them. */
  static Reconstructions.Reading reading(ImageSet images, int image, int prediction, String note) {
    List<String> names = images.classNames();
    return new Reconstructions.Reading(names.get(images.label(image)), names.get(prediction), note);
  }

  private Reconstructions.Row row(String name, MaskedBy mask, int[] places) {
    return new Reconstructions.Row(name, ReconstructedImages.draw(decoder, encoded, mask, places));
  }
}
