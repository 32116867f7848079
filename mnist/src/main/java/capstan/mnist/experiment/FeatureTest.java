package capstan.mnist.experiment;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.inspect.EncodedFeatures;
import capstan.capsnet.inspect.FeatureEncoder;
import capstan.capsnet.model.Model;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What one network finds in one set of images after the other, parts done before left out. */
public final class FeatureTest {
  private static final int BATCH = 100;

  private final Model model;
  private final Backend backend;
  private final UnfinishedTest test;
  private final PartDigest digests;

  /** Null before the first part that has to be encoded; its memory serves all of them. */
  private FeatureEncoder encoder;

  /**
   * A finished part.
   *
   * @param predictions the class with the largest score of each image
   * @param numbers each image's score and features, 32 bits each, in Base64
   */
  private record Part(List<Integer> predictions, List<String> numbers) {
    private static Part of(EncodedFeatures encoded) {
      List<String> rows = new ArrayList<>(encoded.count());
      ByteBuffer row = ByteBuffer.allocate((1 + encoded.numbers()) * Float.BYTES);
      for (int image = 0; image < encoded.count(); image++) {
        row.clear().putFloat(encoded.score(image));
        for (int number = 0; number < encoded.numbers(); number++) {
          row.putFloat(encoded.feature(image, number));
        }
        rows.add(Base64.getEncoder().encodeToString(row.array()));
      }
      return new Part(encoded.predictions(), rows);
    }

    /** Empty unless they are so many numbers of so many images. */
    private Optional<EncodedFeatures> encoded(int images, int each) {
      float[] features = new float[images * each];
      float[] scores = new float[images];
      if (predictions.size() != images || numbers.size() != images) {
        return Optional.empty();
      }
      for (int image = 0; image < images; image++) {
        byte[] row = bytes(numbers.get(image));
        if (row.length != (1 + each) * Float.BYTES) {
          return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(row);
        scores[image] = in.getFloat();
        in.asFloatBuffer().get(features, image * each, each);
      }
      return Optional.of(
          new EncodedFeatures(
              Tensor.of(Shape.of(images, each), features),
              Tensor.of(Shape.of(images), scores),
              predictions));
    }

    private static byte[] bytes(String text) {
      try {
        return Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException damaged) {
        return new byte[0];
      }
    }
  }

  /**
   * Of one network.
   *
   * @param model with capsules or a hidden layer
   * @param backend what computes
   * @param test where parts are kept
   */
  public FeatureTest(Model model, Backend backend, UnfinishedTest test) {
    this.model = model;
    this.backend = backend;
    this.test = test;
    this.digests = new PartDigest(model, backend);
  }

  /** How many numbers it finds in an image. */
  public int numbers() {
    return FeatureEncoder.numbersOf(model).orElseThrow();
  }

  /**
   * What the network finds in images, looked up or encoded.
   *
   * @param images of the network's size and classes
   * @param listener receives the images encoded
   * @throws InvalidSettingException if the images do not fit the network
   * @throws IOException if the part cannot be read or kept; the message is one line
   */
  public EncodedFeatures encode(ImageSet images, EvaluationListener listener) throws IOException {
    String digest = digests.of(images);
    Optional<EncodedFeatures> before =
        test.find(digest, Part.class).flatMap(part -> part.encoded(images.count(), numbers()));
    if (before.isPresent()) {
      listener.evaluated(images.count(), images.count());
      return before.get();
    }
    if (encoder == null) {
      encoder = new FeatureEncoder(model, backend, Math.min(BATCH, images.count()));
    }
    EncodedFeatures encoded = encoder.encode(images, listener);
    test.keep(digest, Part.of(encoded));
    return encoded;
  }
}
