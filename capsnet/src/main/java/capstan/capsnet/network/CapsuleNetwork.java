package capstan.capsnet.network;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.model.CapsuleDrawing;
import capstan.capsnet.model.DrawingModel;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.OverlapModel;
import capstan.capsnet.model.TrainingGraph;
import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What networks have in common whose output capsules tell by their lengths which classes are there,
 * and whose decoder, if there is one, draws the image again from one of them.
 */
public abstract class CapsuleNetwork implements DrawingModel, OverlapModel {
  /** The same network with the margins of the run's last phase, once they were asked for. */
  private CapsuleNetwork late;

  /** For networks. */
  protected CapsuleNetwork() {}

  /** Its layers up to the output capsules, first layer first. */
  protected abstract List<Layer> encoder();

  /**
   * Records the network up to its output capsules.
   *
   * @param tape any tape
   * @param images [batch, height, width, channels], in [0, 1]
   * @return [batch, classes, dimensions]
   */
  public abstract Variable recordCapsules(Tape tape, Tensor images);

  /** Its loss, and its decoder. */
  protected abstract CapsuleObjective objective();

  @Override
  public final List<Layer> layers() {
    List<Layer> layers = new ArrayList<>(encoder());
    objective().decoder().ifPresent(decoder -> layers.addAll(decoder.layers()));
    return layers;
  }

  @Override
  public final List<LayerSummary> summary() {
    List<LayerSummary> rows = new ArrayList<>();
    encoder().forEach(layer -> rows.add(layer.summary()));
    objective().decoder().ifPresent(decoder -> rows.addAll(decoder.summary()));
    return rows;
  }

  /** With the margins of {@link CapsNetLoss.LastPhase} in the steps that have them. */
  @Override
  public final CapsuleNetwork learningAt(long step, long totalSteps) {
    if (!objective().isLate(step, totalSteps)) {
      return this;
    }
    if (late == null) {
      late = new Late(this);
    }
    return late;
  }

  @Override
  public final TrainingGraph recordTraining(
      Tape tape, Tensor shown, Tensor drawn, Tensor targets, long seed) {
    return objective()
        .record(recordCapsules(tape, shown), targets, List.of(targets), List.of(drawn));
  }

  /** The margin loss of both classes, and each drawn from its own capsule and compared. */
  @Override
  public final TrainingGraph recordOverlapTraining(Tape tape, Tensor frames, Tensor targets) {
    configuration().requireOverlap();
    return objective().recordOverlap(images -> recordCapsules(tape, images), frames, targets);
  }

  @Override
  public final InferenceGraph recordInference(Tape tape, Tensor images) {
    Variable capsules = recordCapsules(tape, images);
    return new InferenceGraph(objective().lengths(capsules), Optional.of(capsules));
  }

  @Override
  public final Optional<CapsuleDrawing> drawing() {
    return objective().decoder().map(CapsuleDrawing.class::cast);
  }

  @Override
  public final double classificationLoss(float[] scores, int offset, int label) {
    return objective().marginLoss(scores, offset, configuration().classes(), j -> j == label);
  }

  @Override
  public final double overlapLoss(float[] scores, int offset, float[] targets, int start) {
    return objective()
        .marginLoss(scores, offset, configuration().classes(), j -> targets[start + j] > 0);
  }

  /** Another loss on the same layers. */
  private static final class Late extends CapsuleNetwork {
    private final CapsuleNetwork network;
    private final CapsuleObjective objective;

    Late(CapsuleNetwork network) {
      this.network = network;
      objective = network.objective().late();
    }

    @Override
    public ModelConfiguration configuration() {
      return network.configuration();
    }

    @Override
    protected List<Layer> encoder() {
      return network.encoder();
    }

    @Override
    public Variable recordCapsules(Tape tape, Tensor images) {
      return network.recordCapsules(tape, images);
    }

    @Override
    protected CapsuleObjective objective() {
      return objective;
    }
  }
}
