package capstan.mnist.experiment;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.model.Model;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.collections.api.list.primitive.ImmutableBooleanList;
import org.eclipse.collections.impl.factory.primitive.BooleanLists;
import org.eclipse.collections.impl.list.mutable.primitive.BooleanArrayList;

/** The test of one network on one set of images after the other, parts done before left out. */
public final class NetworkTest {
  private static final int BATCH = 100;

  /** A finished part: how many images it had, and which of them were misread. */
  private record Part(int images, List<Integer> misread) {
    private Part {
      misread.forEach(image -> Objects.checkIndex(image, images));
    }

    private static Part of(ImmutableBooleanList misread) {
      return new Part(
          misread.size(), IntStream.range(0, misread.size()).filter(misread::get).boxed().toList());
    }

    private ImmutableBooleanList flags() {
      boolean[] flags = new boolean[images];
      misread.forEach(image -> flags[image] = true);
      return BooleanLists.immutable.of(flags);
    }
  }

  private final Model model;
  private final Backend backend;
  private final UnfinishedTest test;
  private final PartDigest digests;

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
    this.digests = new PartDigest(model, backend);
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
  public ImmutableBooleanList misread(ImageSet images, EvaluationListener listener)
      throws IOException {
    String digest = digests.of(images);
    Optional<Part> before =
        test.find(digest, Part.class).filter(part -> part.images == images.count());
    if (before.isPresent()) {
      listener.evaluated(images.count(), images.count());
      return before.get().flags();
    }
    int size = Math.min(BATCH, images.count());
    if (evaluation == null || size != batch) {
      evaluation = new Evaluation(model, backend, size);
      batch = size;
    }
    ImmutableBooleanList misread =
        misread(evaluation.evaluate(images, listener, () -> false).orElseThrow(), images);
    test.keep(digest, Part.of(misread));
    return misread;
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
