package capstan.capsnet.inference;

import capstan.autograd.Tape;
import capstan.capsnet.data.BatchShare;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.OverlappingBatches;
import capstan.capsnet.data.OverlappingPairs;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.OverlapModel;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.run.DataFit;
import capstan.capsnet.run.Score;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Measures a network on overlapping pairs: a pair is right if the two largest scores are those of
 * its two classes, and wrong if one of them is not.
 *
 * @param model the network
 * @param backend what computes
 * @param batch pairs at a time, at least 1
 * @param workspace is reset by each evaluation: whatever was recorded in it is lost
 */
public record PairEvaluation(OverlapModel model, Backend backend, int batch, Workspace workspace) {
  /** Other pairs than any training's, and the same for all of them. */
  private static final long TEST_SEED = 0x74657374L;

  /**
   * An evaluation with memory of its own.
   *
   * @param model the network
   * @param backend what computes
   * @param batch pairs at a time, at least 1
   */
  public PairEvaluation(OverlapModel model, Backend backend, int batch) {
    this(model, backend, batch, new Workspace());
  }

  /**
   * The pairs that every network is tested on.
   *
   * @param test test images of one thing each
   * @param shift largest move, in pixels
   */
  public static OverlappingPairs testPairs(ImageSet test, int shift) {
    return new OverlappingPairs(test, shift, TEST_SEED);
  }

  /**
   * Checks that pairs can be made of images, and fit a network.
   *
   * @param model the network
   * @param images of one thing each
   * @param shift largest move, in pixels
   * @throws InvalidSettingException if not
   */
  public static void requireFit(ModelConfiguration model, ImageSet images, int shift) {
    requireTwoClasses(images);
    ImageExtents extents = DataFit.extents(images).framed(shift);
    if (!extents.equals(model.image()) || images.classes() != model.classes()) {
      throw new InvalidSettingException(
          "the network takes images of %s in %d classes, pairs of %s are of %s in %d"
              .formatted(
                  model.image(), model.classes(), images.origin(), extents, images.classes()));
    }
  }

  /** Checks that pairs can be made of the images: they need two classes. */
  public static void requireTwoClasses(ImageSet images) {
    if (!OverlappingPairs.canBeOf(images)) {
      throw new InvalidSettingException(
          "pairs need images of at least two classes, %s has %d of one"
              .formatted(images.origin(), images.count()));
    }
  }

  /**
   * Evaluates one pair for each image unless asked to stop.
   *
   * @param pairs of the size and classes of the network
   * @param listener receives each batch
   * @param stop asked after each batch
   * @return pairs, those not matched exactly, and their margin loss; empty if it was stopped
   */
  public Optional<Score> evaluate(
      OverlappingPairs pairs, EvaluationListener listener, BooleanSupplier stop) {
    return evaluate(pairs, BatchShare.WHOLE, listener, stop);
  }

  /**
   * The same of a share of every batch.
   *
   * @param pairs of the size and classes of the network
   * @param share which part
   * @param listener receives each batch
   * @param stop asked after each batch
   * @return those pairs, those of them not matched exactly, and their margin loss; empty if it was
   *     stopped
   */
  public Optional<Score> evaluate(
      OverlappingPairs pairs, BatchShare share, EvaluationListener listener, BooleanSupplier stop) {
    workspace.reset();
    OverlappingBatches batches = OverlappingBatches.evaluation(pairs, batch);
    batches.deal(share);
    int room = Math.ceilDiv(batch, share.ranks());
    Tensor pixels = workspace.take(batches.pixelShape(room));
    Tensor targets = workspace.take(batches.targetShape(room));
    int[] labels = new int[room];
    pixels.fill(0);
    Tape tape = new Tape(backend, workspace, false);
    tape.keepParameters(true);
    InferenceGraph graph = null;
    int classes = pairs.images().classes();
    int images = 0;
    int wrong = 0;
    double loss = 0;
    while (batches.nextSize() > 0) {
      int size = batches.next(pixels, targets, labels);
      images += size;
      if (graph == null) {
        graph = model.recordInference(tape, pixels.slice(0, room));
      } else {
        tape.forward();
      }
      Tensor scores = graph.scores().value();
      for (int row = 0; row < size; row++) {
        int offset = scores.offset() + row * classes;
        int start = targets.offset() + row * classes;
        boolean exact = Prediction.exactly(scores.array(), offset, targets.array(), start, classes);
        wrong += exact ? 0 : 1;
        loss += model.overlapLoss(scores.array(), offset, targets.array(), start);
      }
      listener.evaluated(batches.position(), batches.count());
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
    }
    return Optional.of(new Score(images, wrong, images == 0 ? 0 : loss / images));
  }
}
