package capstan.capsnet.model;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.LayerSize;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network: its layers, and how it records what it does to a batch on a tape. Any number of tapes
 * may share one model; the training graph and the inference graph read the same parameters.
 */
public interface Model {

  /** What it was made from. */
  ModelConfiguration configuration();

  /** Its layers that learn, first layer first. */
  List<Layer> layers();

  /**
   * Records the network with its loss.
   *
   * @param tape a training tape
   * @param images [batch, height, width, channels], in [0, 1]
   * @param targets [batch, classes], 1 for the image's class and 0 elsewhere
   * @param seed the run's seed, for operations with randomness such as dropout
   */
  TrainingGraph recordTraining(Tape tape, Tensor images, Tensor targets, long seed);

  /**
   * Records the network as far as it is needed to classify.
   *
   * @param tape a tape that does not train
   * @param images [batch, height, width, channels], in [0, 1]
   */
  InferenceGraph recordInference(Tape tape, Tensor images);

  /**
   * The network as it is to learn in a step: itself, or one with the same layers and parameters and
   * another loss. The same object for as long as nothing changes, since a graph is recorded for
   * each; for overlapping pairs an {@link OverlapModel} if this is one. Tests are this network's.
   *
   * @param step steps done before it, in the whole run
   * @param totalSteps steps of the run
   */
  default Model learningAt(long step, long totalSteps) {
    return this;
  }

  /** The table of its layers. */
  default List<LayerSummary> summary() {
    return layers().stream().map(Layer::summary).toList();
  }

  /** What its scores are: lengths of its capsules if it has any, else logits. */
  default ScoreKind scoreKind() {
    return capsuleDimensions().isPresent() ? ScoreKind.LENGTHS : ScoreKind.LOGITS;
  }

  /**
   * Numbers of each output capsule whose length is a score; empty for a network without such
   * capsules.
   */
  default OptionalInt capsuleDimensions() {
    return OptionalInt.empty();
  }

  /**
   * Numbers of the last hidden layer, which {@link InferenceGraph#hidden} shows; empty for a
   * network whose scores do not come from one, such as one with capsules.
   */
  default OptionalInt hiddenNumbers() {
    return OptionalInt.empty();
  }

  /** What draws images from its output capsules; empty for a network that cannot. */
  default Optional<CapsuleDrawing> drawing() {
    return Optional.empty();
  }

  /**
   * Bytes of scratch memory that its kernels take for a training step.
   *
   * @param backend what computes
   * @param batch images per step
   */
  default long scratchBytes(Backend backend, int batch) {
    return layers().stream().mapToLong(layer -> layer.scratchBytes(backend, batch)).sum();
  }

  /**
   * The classification loss of one image, in double precision: what training averages over a batch,
   * without reconstruction.
   *
   * @param scores what the network says of each class, among other numbers
   * @param offset where this image's scores start
   * @param label the true class
   */
  double classificationLoss(float[] scores, int offset, int label);

  /**
   * Checks that a batch fits arrays, however much memory there is.
   *
   * @param batch images at a time
   * @throws InvalidSettingException if a layer's output for it has too many numbers
   */
  default void requireBatch(int batch) {
    for (Layer layer : layers()) {
      LayerSize.require(layer.name(), "outputs of a batch", batch, layer.output().elements());
    }
  }

  /** The parameters under PyTorch's names and layouts, first layer first. */
  default List<ModelParameter> modelParameters() {
    return Layer.parameters(layers());
  }

  /** The parameters and statistics of the batches, first layer first. */
  default List<Parameter> parameters() {
    return modelParameters().stream().map(ModelParameter::parameter).toList();
  }

  /** Those of the parameters that an optimizer changes, first layer first. */
  default List<Parameter> learnedParameters() {
    return modelParameters().stream()
        .filter(ModelParameter::isLearned)
        .map(ModelParameter::parameter)
        .toList();
  }

  /** Numbers that are learned, in all parameters together. */
  default long parameterCount() {
    return modelParameters().stream()
        .filter(ModelParameter::isLearned)
        .mapToLong(ModelParameter::elements)
        .sum();
  }
}
