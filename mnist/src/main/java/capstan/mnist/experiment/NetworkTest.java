package capstan.mnist.experiment;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.training.TrainingListener;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.collections.api.list.primitive.ImmutableBooleanList;
import org.eclipse.collections.impl.list.mutable.primitive.BooleanArrayList;

/** The test of one network on one set of images after the other, parts done before left out. */
public final class NetworkTest {
  private static final int BATCH = 100;
  private static final int DIGEST_BYTES = 16;

  private final Model model;
  private final Backend backend;
  private final UnfinishedTest test;
  private final byte[] network;

  /** Null before the first part that has to be measured; its memory serves all of them. */
  private Evaluation evaluation;

  private int batch;

  /**
   * Of one network.
   *
   * @param model the network
   * @param backend what computes
   * @param test where parts are kept
   */
  public NetworkTest(Model model, Backend backend, UnfinishedTest test) {
    this.model = model;
    this.backend = backend;
    this.test = test;
    this.network = digestOf(model, backend);
  }

  /**
   * Which images the network misreads, looked up or measured.
   *
   * @param images of the network's size and classes
   * @param listener receives the images evaluated
   * @return whether each was misread, in order
   * @throws InvalidSettingException if the images do not fit the network
   * @throws IOException if the part cannot be read or kept; the message is one line
   */
  public ImmutableBooleanList misread(ImageSet images, TrainingListener listener)
      throws IOException {
    String digest = digestOf(images);
    Optional<ImmutableBooleanList> before = test.find(digest, images.count());
    if (before.isPresent()) {
      listener.evaluated(images.count(), images.count());
      return before.get();
    }
    int size = Math.min(BATCH, images.count());
    if (evaluation == null || size != batch) {
      evaluation = new Evaluation(model, backend, size);
      batch = size;
    }
    ImmutableBooleanList misread =
        misread(evaluation.evaluate(images, listener, () -> false).orElseThrow(), images);
    test.keep(digest, misread);
    return misread;
  }

  private static byte[] digestOf(Model model, Backend backend) {
    MessageDigest digest = sha256();
    digest.update(ConfigurationJson.write(model.configuration()).getBytes(StandardCharsets.UTF_8));
    digest.update((backend.name() + backend.description()).getBytes(StandardCharsets.UTF_8));
    for (ModelParameter parameter : model.modelParameters()) {
      Tensor value = parameter.parameter().value();
      ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(value.elements(), Float.BYTES));
      bytes.asFloatBuffer().put(value.array(), value.offset(), value.elements());
      digest.update(bytes);
    }
    return digest.digest();
  }

  private String digestOf(ImageSet images) {
    MessageDigest digest = sha256();
    digest.update(network);
    String extents =
        "%s %s %s %s".formatted(images.count(), images.height(), images.width(), images.channels());
    digest.update(extents.getBytes(StandardCharsets.UTF_8));
    for (int image = 0; image < images.count(); image++) {
      digest.update((byte) images.label(image));
      digest.update(images.image(image));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** Whether each of the images that a report is of was misread, in order. */
  static ImmutableBooleanList misread(EvaluationReport report, ImageSet images) {
    BooleanArrayList misread = new BooleanArrayList(images.count());
    for (int image = 0; image < images.count(); image++) {
      misread.add(report.predictions().get(image) != images.label(image));
    }
    return misread.toImmutable();
  }
}
