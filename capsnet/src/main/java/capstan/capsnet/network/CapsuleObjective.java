package capstan.capsnet.network;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.autograd.loss.MarginLoss;
import capstan.autograd.loss.SumOfSquares;
import capstan.autograd.op.Add;
import capstan.autograd.op.Scale;
import capstan.capsnet.model.TrainingGraph;
import capstan.core.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * What networks of capsules learn by: the margin loss of their lengths, and how well the decoder
 * draws the images again.
 *
 * @param loss margins and weights
 * @param lengthEpsilon added to the squared length of a capsule under the root; may be 0
 * @param mask whose capsule the decoder is shown in training
 * @param decoder the reconstruction network; empty for none
 */
public record CapsuleObjective(
    CapsNetLoss loss, float lengthEpsilon, DecoderMask mask, Optional<Decoder> decoder) {
  /** The same with the margins of the run's last phase. */
  CapsuleObjective late() {
    return new CapsuleObjective(loss.late(), lengthEpsilon, mask, decoder);
  }

  /**
   * Whether a step has the margins of {@link #late}.
   *
   * @param step steps done before it
   * @param totalSteps steps of the run
   */
  public boolean isLate(long step, long totalSteps) {
    return loss.lastPhase().has(step, totalSteps);
  }

  /**
   * How long capsules are: what the network says of each class.
   *
   * @param capsules [batch, classes, dimensions]
   * @return [batch, classes]
   */
  public Variable lengths(Variable capsules) {
    return Lengths.lengths(capsules, lengthEpsilon);
  }

  /**
   * Records the loss. Each of the selections is drawn and compared with the source of the same
   * place.
   *
   * @param capsules output capsules [batch, classes, dimensions]
   * @param targets [batch, classes], 1 for each class that is there and 0 elsewhere
   * @param selections [batch, classes] each, 1 for the capsule to draw
   * @param sources the images that are to be drawn, one for each selection
   */
  public TrainingGraph record(
      Variable capsules, Tensor targets, List<Tensor> selections, List<Tensor> sources) {
    Tape tape = capsules.tape();
    Variable lengths = lengths(capsules);
    tape.scope("margin loss");
    Variable labels = tape.constant(targets);
    Variable margin =
        MarginLoss.marginLoss(
            lengths, labels, loss.presentMargin(), loss.absentMargin(), loss.absentWeight());
    if (decoder.isEmpty()) {
      return new TrainingGraph(margin, margin, Optional.empty(), lengths);
    }
    Variable error = null;
    for (int drawing = 0; drawing < sources.size(); drawing++) {
      Variable shown =
          mask == DecoderMask.TRUE_LABEL
              ? tape.constant(selections.get(drawing))
              : LongestCapsule.longestCapsule(lengths.detach());
      Variable drawn = decoder.get().record(tape, capsules, shown);
      tape.scope("reconstruction");
      Tensor flat = sources.get(drawing).reshape(drawn.shape());
      Variable each = SumOfSquares.sumOfSquares(drawn, tape.constant(flat));
      error = error == null ? each : Add.add(error, each);
    }
    Variable reconstruction = Scale.scale(error, reconstructionFactor(sources.getFirst()));
    tape.scope("loss");
    return new TrainingGraph(
        Add.add(margin, reconstruction), margin, Optional.of(reconstruction), lengths);
  }

  /**
   * Records the loss of images that overlap: the margin loss of both classes, and each drawn from
   * its own capsule and compared.
   *
   * @param encoder from images to their output capsules
   * @param frames [3·batch, height, width, channels]: merged images, bases alone, tops alone
   * @param targets [3·batch, classes]: 1 for both classes of each pair; for each base's; for each
   *     top's
   */
  public TrainingGraph recordOverlap(
      Function<Tensor, Variable> encoder, Tensor frames, Tensor targets) {
    int batch = frames.shape().extent(0) / 3;
    return record(
        encoder.apply(frames.slice(0, batch)),
        targets.slice(0, batch),
        List.of(targets.slice(batch, batch), targets.slice(2 * batch, batch)),
        List.of(frames.slice(batch, batch), frames.slice(2 * batch, batch)));
  }

  /** From the sum of squares over a batch to its part in the loss. */
  private float reconstructionFactor(Tensor images) {
    int batch = images.shape().extent(0);
    double each = loss.reconstructionWeight() / batch;
    return (float)
        (loss.reconstructionError() == ReconstructionError.SUM
            ? each
            : each / (images.elements() / batch));
  }

  /**
   * The margin loss of one image, in double precision.
   *
   * @param lengths of capsules, among other numbers
   * @param offset where this image's begin
   * @param classes how many
   * @param there whether a class is
   */
  public double marginLoss(float[] lengths, int offset, int classes, IntPredicate there) {
    double sum = 0;
    for (int j = 0; j < classes; j++) {
      sum +=
          MarginLoss.ofOne(
              lengths[offset + j],
              there.test(j),
              loss.presentMargin(),
              loss.absentMargin(),
              loss.absentWeight());
    }
    return sum;
  }
}
