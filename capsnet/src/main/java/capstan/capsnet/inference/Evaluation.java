package capstan.capsnet.inference;

import capstan.autograd.Tape;
import capstan.capsnet.data.Batches;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.run.DataFit;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Measures a network on images it has not learned from. Images come in order and unmoved; the last
 * batch is filled up with images whose predictions are not counted, so every image goes through the
 * same computation however many there are. Another batch size may be computed by another plan of
 * the convolutions, which sums in another order: that changes the last digits of scores and loss,
 * and the class of an image whose two largest scores differ by no more.
 *
 * @param model the network
 * @param backend what computes
 * @param batch images at a time, at least 1
 * @param workspace is reset by each evaluation: whatever was recorded in it is lost
 */
public record Evaluation(Model model, Backend backend, int batch, Workspace workspace) {
  /** Receives what the network says of one image after the other. */
  @FunctionalInterface
  public interface GraphListener {
    /**
     * An image went through the network, whose scores of it are finite.
     *
     * @param image which one
     * @param graph of its batch
     * @param row its place in the batch
     */
    void computed(int image, InferenceGraph graph, int row);
  }

  /** Checks the batch. */
  public Evaluation {
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1, found " + batch);
    }
  }

  /**
   * An evaluation with memory of its own.
   *
   * @param model the network
   * @param backend what computes
   * @param batch images at a time, at least 1
   */
  public Evaluation(Model model, Backend backend, int batch) {
    this(model, backend, batch, new Workspace());
  }

  /**
   * Evaluates all images.
   *
   * @param images at least one, of the size and classes of the network
   * @throws InvalidSettingException if the images do not fit the network
   */
  public EvaluationReport evaluate(ImageSet images) {
    return evaluate(images, EvaluationListener.SILENT, () -> false).orElseThrow();
  }

  /**
   * Evaluates all images unless asked to stop.
   *
   * @param images at least one, of the size and classes of the network
   * @param listener receives each batch
   * @param stop asked after each batch
   * @return empty if it was stopped
   * @throws InvalidSettingException if the images do not fit the network, or what it says of one is
   *     no number
   */
  public Optional<EvaluationReport> evaluate(
      ImageSet images, EvaluationListener listener, BooleanSupplier stop) {
    return evaluate(images, listener, stop, (_, _, _) -> {});
  }

  /**
   * Evaluates all images, and tells what the network says of each.
   *
   * @param images at least one, of the size and classes of the network
   * @param listener receives each batch
   * @param said receives what the network says, image by image
   * @throws InvalidSettingException if the images do not fit the network, or what it says of one is
   *     no number
   */
  public EvaluationReport evaluate(
      ImageSet images, EvaluationListener listener, GraphListener said) {
    return evaluate(images, listener, () -> false, said).orElseThrow();
  }

  private Optional<EvaluationReport> evaluate(
      ImageSet images, EvaluationListener listener, BooleanSupplier stop, GraphListener said) {
    DataFit.check(model.configuration(), images);
    long start = System.nanoTime();
    int classes = images.classes();
    workspace.reset();
    Tensor pixels = workspace.take(batch, images.height(), images.width(), images.channels());
    Tensor targets = workspace.take(batch, classes);
    int[] labels = new int[batch];
    List<Integer> predictions = new ArrayList<>(images.count());
    pixels.fill(0);
    Batches batches = Batches.evaluation(images, batch);
    double loss = 0;
    Tape tape = new Tape(backend, workspace, false);
    tape.keepParameters(true);
    InferenceGraph graph = null;
    while (batches.nextSize() > 0) {
      int size = batches.next(pixels, targets, labels);
      if (graph == null) {
        graph = model.recordInference(tape, pixels);
      } else {
        tape.forward();
      }
      Tensor scores = graph.scores().value();
      for (int row = 0; row < size; row++) {
        int offset = scores.offset() + row * classes;
        int image = predictions.size();
        Prediction.requireFinite(scores.array(), offset, classes, "image " + image);
        said.computed(image, graph, row);
        predictions.add(Prediction.largest(scores.array(), offset, classes));
        loss += model.classificationLoss(scores.array(), offset, labels[row]);
      }
      listener.evaluated(batches.position(), images.count());
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        EvaluationReport.of(images, List.copyOf(predictions), loss / images.count(), start));
  }
}
