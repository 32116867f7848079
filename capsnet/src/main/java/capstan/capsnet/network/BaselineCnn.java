package capstan.capsnet.network;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.loss.SoftmaxCrossEntropy;
import capstan.autograd.op.Dropout;
import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.Convolution;
import capstan.capsnet.layer.Dense;
import capstan.capsnet.layer.Kernels;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The convolutional network that the paper compares with (section 5), 35.4 million parameters for
 * MNIST: three 5x5 convolutions that keep the image's size, two fully connected hidden layers,
 * dropout before the last layer, softmax cross entropy.
 */
public final class BaselineCnn implements Model {
  private final BaselineCnnConfiguration configuration;
  private final List<Layer> hidden;
  private final Dense last;

  /**
   * A network whose parameters are all zero.
   *
   * @param configuration images, classes and dropout
   * @throws InvalidSettingException if a layer has more numbers than one array holds
   */
  BaselineCnn(BaselineCnnConfiguration configuration) {
    this.configuration = configuration;
    Convolution conv1 = convolution("conv1", configuration.image().shape(), 256);
    Convolution conv2 = convolution("conv2", conv1.output(), 256);
    Convolution conv3 = convolution("conv3", conv2.output(), 128);
    Dense fc1 = new Dense("fc1", conv3.output(), 328, Activation.RELU);
    Dense fc2 = new Dense("fc2", fc1.output(), 192, Activation.RELU);
    hidden = List.of(conv1, conv2, conv3, fc1, fc2);
    last = new Dense("fc3", fc2.output(), configuration.classes(), Activation.NONE);
  }

  private static Convolution convolution(String name, Shape input, int kernels) {
    return new Convolution(name, input, new Kernels(kernels, 5, 1, 2), Activation.RELU);
  }

  @Override
  public BaselineCnnConfiguration configuration() {
    return configuration;
  }

  @Override
  public List<Layer> layers() {
    return Stream.concat(hidden.stream(), Stream.of(last)).toList();
  }

  @Override
  public List<LayerSummary> summary() {
    List<LayerSummary> rows = new ArrayList<>(Model.super.summary());
    rows.set(4, rows.get(4).as("Fc2", ", dropout"));
    rows.set(5, rows.get(5).as("Fc3", ", softmax"));
    return rows;
  }

  private Variable recordHidden(Tape tape, Tensor images) {
    return Layer.apply(hidden, tape.constant(images));
  }

  private Variable recordLogits(Variable lastHidden, long seed) {
    return last.apply(Dropout.dropout(lastHidden, configuration.dropout(), seed));
  }

  @Override
  public TrainingGraph recordTraining(Tape tape, Tensor images, Tensor targets, long seed) {
    Variable logits = recordLogits(recordHidden(tape, images), seed);
    tape.scope("loss");
    Variable loss = SoftmaxCrossEntropy.softmaxCrossEntropy(logits, tape.constant(targets));
    return new TrainingGraph(loss, loss, Optional.empty(), logits);
  }

  @Override
  public InferenceGraph recordInference(Tape tape, Tensor images) {
    Variable lastHidden = recordHidden(tape, images);
    return new InferenceGraph(
        recordLogits(lastHidden, 0), Optional.empty(), Optional.of(lastHidden));
  }

  @Override
  public OptionalInt hiddenNumbers() {
    return OptionalInt.of(hidden.getLast().output().elements());
  }

  @Override
  public double classificationLoss(float[] scores, int offset, int label) {
    return SoftmaxCrossEntropy.ofOne(scores, offset, configuration.classes(), label);
  }
}
