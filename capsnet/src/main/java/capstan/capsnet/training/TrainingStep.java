package capstan.capsnet.training;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.optim.Adam;
import capstan.capsnet.data.TrainingBatches;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.util.Set;

/**
 * One step: a batch forward, backward, and Adam. The graph is recorded once for a batch size and
 * then replayed; the last, smaller batch of an epoch is recorded in the same memory, as is an
 * evaluation, which is why {@link #forget} exists.
 */
final class TrainingStep {
  private static final String ADVICE = "try a lower learning rate";

  private final Model model;
  private final TrainingMaterial material;
  private final Backend backend;
  private final Workspace workspace;
  private final long seed;
  private final int batch;
  private final int[] labels;
  private final Set<Parameter> held;
  private final Adam adam;
  private Tape tape;
  private TrainingGraph graph;
  private Tensor images;
  private Tensor targets;
  private int recordedSize;
  private int wrong;

  TrainingStep(
      Model model,
      TrainingMaterial material,
      Backend backend,
      Workspace workspace,
      TrainingConfiguration configuration) {
    this.model = model;
    this.material = material;
    this.backend = backend;
    this.workspace = workspace;
    this.seed = configuration.seed();
    this.batch = configuration.batch();
    this.labels = new int[batch];
    this.held = FrozenLayers.parameters(model, configuration.freeze());
    this.adam =
        new Adam(
            backend,
            model.parameters().stream().filter(each -> !held.contains(each)).toList(),
            configuration.adam());
  }

  Adam adam() {
    return adam;
  }

  /** Says that the workspace has been used for something else. */
  void forget() {
    recordedSize = 0;
  }

  /**
   * Does one step.
   *
   * @param batches where the images come from; not at the end of an epoch
   * @param rate the learning rate
   * @param step steps done before
   * @return images in the batch
   * @throws TrainingDivergedException if the loss is not finite; nothing has been changed then
   */
  int run(TrainingBatches batches, double rate, long step) {
    int size = batches.nextSize();
    if (size == recordedSize) {
      batches.next(images, targets, labels);
      tape.step(step);
      tape.forward();
    } else {
      record(batches, size, step);
    }
    if (!Float.isFinite(loss())) {
      throw diverged(step);
    }
    wrong = countWrong(size);
    tape.backward(graph.loss());
    adam.step((float) rate);
    return size;
  }

  private void record(TrainingBatches batches, int size, long step) {
    workspace.reset();
    images = workspace.take(batches.pixelShape(size));
    targets = workspace.take(batches.targetShape(size));
    batches.next(images, targets, labels);
    tape = new Tape(backend, workspace, true);
    tape.hold(held);
    tape.step(step);
    graph = material.record(model, tape, images, targets, seed);
    recordedSize = size;
  }

  private int countWrong(int size) {
    Tensor scores = graph.scores().value();
    int classes = scores.shape().extent(1);
    int count = 0;
    for (int row = 0; row < size; row++) {
      boolean right =
          Prediction.exactly(
              scores.array(),
              scores.offset() + row * classes,
              targets.array(),
              targets.offset() + row * classes,
              classes);
      count += right ? 0 : 1;
    }
    return count;
  }

  /** Images of the latest batch that were predicted wrong. */
  int wrong() {
    return wrong;
  }

  /** Loss of the latest batch. */
  float loss() {
    return scalar(graph.loss().value());
  }

  /** Its part from the classes. */
  float classification() {
    return scalar(graph.classification().value());
  }

  /** Its part from the reconstructions; 0 without. */
  float reconstruction() {
    return graph.reconstruction().isEmpty()
        ? 0
        : scalar(graph.reconstruction().orElseThrow().value());
  }

  private static float scalar(Tensor tensor) {
    return tensor.array()[tensor.offset()];
  }

  /**
   * Checks that the weights are finite, which must hold before they are saved. The tape is of no
   * help then: an evaluation may have used its memory.
   *
   * @param step steps done, the last of which made the weights what they are
   * @throws TrainingDivergedException if one is not
   */
  void requireFinite(long step) {
    for (Parameter parameter : adam.parameters()) {
      Tensor value = parameter.value();
      for (int k = 0; k < value.elements(); k++) {
        float weight = value.array()[value.offset() + k];
        if (!Float.isFinite(weight)) {
          throw new TrainingDivergedException(step, parameter.name() + " holds " + weight, ADVICE);
        }
      }
    }
  }

  private TrainingDivergedException diverged(long step) {
    return new TrainingDivergedException(
        step + 1, tape.firstNonFinite().orElse("the loss is " + loss()), ADVICE);
  }
}
