package capstan.capsnet.inference;

import capstan.autograd.Tape;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A trained network for programs that answer many at once, such as servers: a batch is computed as
 * fast as an evaluation computes it, and few images take little more than one. What is said of an
 * image is the same to the last bit whatever is asked with it, and however much. It serves one
 * thread, as its backend does.
 *
 * {@snippet :
 * BatchClassifier classifier = new BatchClassifier(model, backend, 64);
 * for (BatchClassifier.Answer answer : classifier.answer(List.of(first, second))) {
 *   System.out.println(answer.prediction().orElseThrow().label());
 * }
 * }
 */
public final class BatchClassifier {
  /** From one recorded batch size to the next: a batch is filled up to the next larger one. */
  private static final int GROWTH = 4;

  private final Model model;
  private final int numbers;
  private final List<Recorded> sizes = new ArrayList<>();

  /** The network recorded for one batch size. */
  private record Recorded(int size, Tensor images, Tape tape, InferenceGraph graph) {}

  /**
   * What a network says of one image.
   *
   * @param prediction its class and scores; empty if they are no numbers, as of weights that are
   *     too large
   * @param capsules its output capsules, [classes, dimensions]; empty for a network without
   */
  public record Answer(Optional<Prediction> prediction, Optional<Tensor> capsules) {}

  /**
   * Over a network whose parameters stay as they are until {@link #renew} is called. Takes memory
   * for batches of 1, 4, 16, … images.
   *
   * @param model the network
   * @param backend what computes; not closed
   * @param most images that are computed at once, at least 1; more are computed in parts
   * @throws InvalidSettingException if a layer's output for so many images has too many numbers
   */
  public BatchClassifier(Model model, Backend backend, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("a batch has at least 1 image, found " + most);
    }
    model.requireBatch(most);
    this.model = model;
    ImageExtents extents = model.configuration().image();
    numbers = extents.numbers();
    Backend steady = backend.with(new SteadyConvolution(backend.convolution(), most));
    Workspace workspace = new Workspace();
    // In int the next power could overflow.
    for (long size = 1; size < most; size *= GROWTH) {
      sizes.add(record(steady, workspace, extents, (int) size));
    }
    sizes.add(record(steady, workspace, extents, most));
  }

  private Recorded record(Backend backend, Workspace workspace, ImageExtents extents, int size) {
    Tensor images = workspace.take(size, extents.height(), extents.width(), extents.channels());
    images.fill(0);
    Tape tape = new Tape(backend, workspace, false);
    tape.keepParameters(true);
    return new Recorded(size, images, tape, model.recordInference(tape, images));
  }

  /** The network. */
  public Model model() {
    return model;
  }

  /** Images that are computed at once at most. */
  public int most() {
    return sizes.getLast().size;
  }

  /** Says that the network's parameters have changed. */
  public void renew() {
    sizes.forEach(each -> each.tape.keepParameters(true));
  }

  /**
   * What images show.
   *
   * @param images each [height · width · channels], row by row, from 0 (background) to 1
   * @return an answer for each, in their order
   * @throws IllegalArgumentException if one has another count of numbers
   */
  public List<Answer> answer(List<float[]> images) {
    List<Answer> answers = new ArrayList<>(images.size());
    for (int start = 0; start < images.size(); start += most()) {
      int end = Math.min(images.size(), start + most());
      answerPart(images.subList(start, end), answers);
    }
    return answers;
  }

  private void answerPart(List<float[]> images, List<Answer> into) {
    int count = images.size();
    Recorded recorded = sizes.stream().filter(each -> each.size >= count).findFirst().orElseThrow();
    Tensor input = recorded.images;
    for (int i = 0; i < count; i++) {
      float[] pixels = images.get(i);
      if (pixels.length != numbers) {
        throw new IllegalArgumentException(
            "an image of %s has %d numbers, found %d"
                .formatted(model.configuration().image(), numbers, pixels.length));
      }
      System.arraycopy(pixels, 0, input.array(), input.offset() + i * numbers, numbers);
    }
    recorded.tape.forward();
    IntStream.range(0, count).forEach(i -> into.add(answer(recorded.graph, i)));
  }

  private static Answer answer(InferenceGraph graph, int row) {
    Tensor scores = graph.scores().value();
    int classes = scores.shape().extent(1);
    Prediction prediction = Prediction.of(scores.array(), scores.offset() + row * classes, classes);
    boolean finite = prediction.scores().stream().allMatch(Float::isFinite);
    Optional<Tensor> capsules =
        graph
            .capsules()
            .map(
                all -> {
                  int dimensions = all.shape().extent(2);
                  Tensor own = all.value().slice(row, 1);
                  return Tensor.of(Shape.of(classes, dimensions), own.toArray());
                });
    return new Answer(Optional.of(prediction).filter(_ -> finite), capsules);
  }
}
