package capstan.bench.peers;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.optim.Adam;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.Backend;

/** Our half of the comparison: a network and one batch of drawn digits, to train or to classify. */
final class CapstanSide implements Contestant {
  /** Learning rate of the steps that are measured. */
  static final float RATE = 1e-4f;

  private final Subject subject;
  private final Model model;
  private final Tensor images;
  private final Tensor targets;
  private final Workspace workspace = new Workspace();
  private final Tape tape;
  private final TrainingGraph training;
  private final InferenceGraph inference;
  private final Adam adam;

  /**
   * The network with its initial weights.
   *
   * @param backend what computes
   * @param subject the network
   * @param trains whether it is trained, rather than asked
   * @param batch images in the batch
   */
  CapstanSide(Backend backend, Subject subject, boolean trains, int batch) {
    this.subject = subject;
    model = subject.newModel();
    ImageExtents extents = subject.image();
    ImageSet digits = DrawnDigits.dataset(batch, 1, 1, 1).train();
    images = Tensor.zeros(batch, extents.height(), extents.width(), 1);
    targets = Tensor.zeros(batch, 10);
    float[] digit = new float[digits.imageSize()];
    int margin = (extents.width() - digits.width()) / 2;
    for (int i = 0; i < batch; i++) {
      digits.copyImage(i, digit, 0);
      for (int y = 0; y < digits.height(); y++) {
        int to = (i * extents.height() + margin + y) * extents.width() + margin;
        System.arraycopy(
            digit, y * digits.width(), images.array(), images.offset() + to, digits.width());
      }
      targets.set(1, i, digits.label(i));
    }
    tape = new Tape(backend, workspace, trains);
    training = trains ? model.recordTraining(tape, images, targets, 1) : null;
    adam = trains ? new Adam(backend, model.learnedParameters(), AdamSettings.DEFAULT) : null;
    inference = trains ? null : model.recordInference(tape, images);
    if (!trains) {
      // As a network is served.
      tape.keepParameters(true);
    }
  }

  /** Which network it is. */
  Subject subject() {
    return subject;
  }

  /** How many images it has. */
  int batch() {
    return images.shape().extent(0);
  }

  /** The network. */
  Model model() {
    return model;
  }

  /** Whether it is trained, rather than asked. */
  boolean trains() {
    return training != null;
  }

  /** The batch, [B, height, width, 1]. */
  Tensor images() {
    return images;
  }

  /** Its classes, [B, 10]. */
  Tensor targets() {
    return targets;
  }

  /** A training step, or a classification. */
  @Override
  public void run() {
    if (trains()) {
      train(RATE);
    } else {
      tape.forward();
    }
  }

  /** One training step, which leaves its gradients in the parameters; the loss before it. */
  float train(float rate) {
    tape.forward();
    tape.backward(training.loss());
    adam(rate);
    return training.loss().value().get();
  }

  /** Adam's part of a step alone, on the gradients that are there. */
  void adam(float rate) {
    adam.step(rate);
  }

  /** Bytes that a step needs besides the weights, in both directions. */
  long stepBytes() {
    return workspace.bytes();
  }

  /** The gradient of one parameter, as computed last. */
  static float[] gradient(Parameter parameter) {
    return parameter.gradient().toArray();
  }

  /** What the network says of each class, [B, 10]. */
  float[] scores() {
    tape.forward();
    return inference.scores().value().toArray();
  }
}
