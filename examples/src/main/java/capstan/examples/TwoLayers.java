package capstan.examples;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.loss.SoftmaxCrossEntropy;
import capstan.autograd.optim.Adam;
import capstan.capsnet.data.Batches;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.Dense;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.model.Prediction;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.Backend;
import java.util.List;

/**
 * A network of two layers learns drawn digits. Nothing of the training is hidden: the graph is
 * recorded once, and each step fills its inputs and replays it forward and backward.
 */
public final class TwoLayers {
  private static final int CLASSES = 10;
  private static final int BATCH = 40;
  private static final int EPOCHS = 8;

  private final Dense hidden = new Dense("hidden", Shape.of(28, 28, 1), 64, Activation.RELU);
  private final Dense output = new Dense("output", hidden.output(), CLASSES, Activation.NONE);

  private TwoLayers() {}

  /** Trains and tests. */
  public static void main(String[] arguments) {
    new TwoLayers().run();
  }

  private Variable logits(Tape tape, Tensor images) {
    return output.apply(hidden.apply(tape.constant(images)));
  }

  private void run() {
    Dataset digits = DrawnDigits.dataset(2000, 400, 1, 2);
    Layer.initialise(List.of(hidden, output), 1);
    try (Backend backend = Backends.lookup("auto").backend()) {
      Tensor images = Tensor.zeros(BATCH, 28, 28, 1);
      Tensor targets = Tensor.zeros(BATCH, CLASSES);
      int[] labels = new int[BATCH];
      Tape training = new Tape(backend, new Workspace(), true);
      Variable loss =
          SoftmaxCrossEntropy.softmaxCrossEntropy(
              logits(training, images), training.constant(targets));
      Adam adam = new Adam(backend, training.parameters(), AdamSettings.DEFAULT);
      Batches batches = Batches.training(digits.train(), BATCH, 1, 0);
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        double sum = 0;
        batches.moveTo(epoch, 0);
        while (batches.next(images, targets, labels) > 0) {
          training.forward();
          training.backward(loss);
          adam.step(1e-3f);
          sum += loss.value().get();
        }
        System.out.printf("epoch %d: mean loss %.3f%n", epoch + 1, sum / batches.batchesPerEpoch());
      }
      System.out.printf("test error %.1f %%%n", errorPercent(digits, backend, images));
    }
  }

  /** Another tape on the same parameters, which does not train. */
  private double errorPercent(Dataset digits, Backend backend, Tensor images) {
    Tape testing = new Tape(backend, new Workspace(), false);
    Variable logits = logits(testing, images);
    Batches batches = Batches.evaluation(digits.test(), BATCH);
    Tensor targets = Tensor.zeros(BATCH, CLASSES);
    int[] labels = new int[BATCH];
    int wrong = 0;
    while (batches.next(images, targets, labels) > 0) {
      testing.forward();
      Tensor scores = logits.value();
      for (int image = 0; image < BATCH; image++) {
        int row = scores.offset() + image * CLASSES;
        wrong += Prediction.largest(scores.array(), row, CLASSES) == labels[image] ? 0 : 1;
      }
    }
    return 100.0 * wrong / digits.test().count();
  }
}
