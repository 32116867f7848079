package capstan.capsnet.inspect;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.capsnet.layer.CapsuleGrid;
import capstan.capsnet.layer.OutputCapsules;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.RoutedModel;
import capstan.capsnet.model.TracedModel;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import capstan.core.scalar.RoutingSteps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What routing to the output capsules does to one image, round by round: procedure 1 of the paper
 * in its own words. In a stack of capsule layers those that are routed there are the last hidden
 * ones, and what is said of primary capsules is said of them. The routing that trains and tests is
 * fused and never holds all coupling coefficients; this one does.
 *
 * @param grid where the primary capsules lie, or those of the layer before the last
 * @param primaryLengths length of each of them, or its activation, [places · types]
 * @param rounds in order, at least one
 */
public record RoutingTrace(CapsuleGrid grid, Tensor primaryLengths, List<Round> rounds) {

  /**
   * One round of routing.
   *
   * @param coefficients c, [places · types, classes]; each row sums to 1
   * @param lengths of the output capsules after the round, or their activations, [classes]
   */
  public record Round(Tensor coefficients, Tensor lengths) {

    /**
     * How undecided each primary capsule is: the entropy of its coefficients in bits, [places ·
     * types]. The logarithm of the number of classes at first, 0 if it has chosen one class.
     */
    public double[] entropies() {
      int classes = coefficients.shape().extent(1);
      double[] entropies = new double[coefficients.shape().extent(0)];
      for (int k = 0; k < coefficients.elements(); k++) {
        double c = coefficients.array()[coefficients.offset() + k];
        entropies[k / classes] -= c > 0 ? c * Math.log(c) / Math.log(2) : 0;
      }
      return entropies;
    }

    /** The mean of {@link #entropies}. */
    public double meanEntropy() {
      return Arrays.stream(entropies()).average().orElse(0);
    }

    /** The least of {@link #entropies}: that of the capsule that has decided most. */
    public double leastEntropy() {
      return Arrays.stream(entropies()).min().orElse(0);
    }

    /**
     * The coefficients to one class, [places · types].
     *
     * @param label the class
     */
    public float[] coefficientsOf(int label) {
      float[] column = new float[coefficients.shape().extent(0)];
      for (int i = 0; i < column.length; i++) {
        column[i] = coefficients.get(i, label);
      }
      return column;
    }
  }

  /** Copies the list. */
  public RoutingTrace {
    rounds = List.copyOf(rounds);
  }

  /**
   * Whether a network can be asked.
   *
   * @param network any
   */
  public static boolean isOf(Model network) {
    return network instanceof RoutedModel || network instanceof TracedModel;
  }

  /**
   * Routes one image.
   *
   * @param network one of which {@link #isOf} holds
   * @param backend what computes
   * @param pixels [height · width · channels], from 0 to 1
   * @throws IllegalArgumentException if the network does not route, or the number of pixels is not
   *     the network's
   */
  public static RoutingTrace of(Model network, Backend backend, float... pixels) {
    ImageExtents extents = network.configuration().image();
    Tensor image =
        Tensor.of(Shape.of(1, extents.height(), extents.width(), extents.channels()), pixels);
    return switch (network) {
      case RoutedModel routed -> of(routed, backend, image);
      case TracedModel traced -> of(traced.trace(backend, image));
      default -> throw new IllegalArgumentException("the network routes no capsules");
    };
  }

  private static RoutingTrace of(TracedModel.Trace trace) {
    List<Round> rounds = new ArrayList<>();
    for (int round = 0; round < trace.scores().size(); round++) {
      rounds.add(new Round(trace.assignments().get(round), trace.scores().get(round)));
    }
    return new RoutingTrace(trace.grid(), trace.activations(), rounds);
  }

  private static RoutingTrace of(RoutedModel network, Backend backend, Tensor image) {
    OutputCapsules layer = network.outputCapsules();
    Tensor weight = layer.weight().parameter().value();
    Tape tape = new Tape(backend, new Workspace(), false);
    Variable recorded = network.recordRoutedCapsules(tape, image);
    Tensor u = recorded.value();
    int inputs = layer.input().extent(0);
    int classes = layer.output().extent(0);
    int dimensions = layer.output().extent(1);
    float epsilon = (float) layer.routing().squashEpsilon();
    Tensor predictions = Tensor.zeros(1, inputs, classes, dimensions);
    RoutingSteps.predictionVectors(u, weight, predictions);
    Tensor logits = Tensor.zeros(1, inputs, classes);
    Tensor agreement = Tensor.zeros(1, inputs, classes);
    Tensor s = Tensor.zeros(1, classes, dimensions);
    Tensor v = Tensor.zeros(1, classes, dimensions);
    List<Round> rounds = new ArrayList<>();
    for (int round = 0; round < layer.routing().rounds(); round++) {
      Tensor coefficients = Tensor.zeros(1, inputs, classes);
      backend.softmax().forward(logits, coefficients);
      RoutingSteps.weightedSum(coefficients, predictions, s);
      layer.bias().ifPresent(bias -> add(bias.parameter().value(), s));
      backend.capsules().squash(s, epsilon, v);
      Tensor lengths = Tensor.zeros(classes);
      backend.capsules().lengths(v, lengths);
      rounds.add(new Round(coefficients.reshape(inputs, classes), lengths));
      RoutingSteps.agreement(predictions, v, agreement);
      add(agreement, logits);
    }
    Tensor primaryLengths = Tensor.zeros(inputs);
    backend.capsules().lengths(u, primaryLengths);
    return new RoutingTrace(network.routedGrid(), primaryLengths, rounds);
  }

  private static void add(Tensor addend, Tensor into) {
    for (int k = 0; k < into.elements(); k++) {
      into.array()[into.offset() + k] += addend.array()[addend.offset() + k];
    }
  }

  /**
   * The mean entropy after a round, each primary capsule counted by its length: a short one has
   * little to say.
   *
   * @param round one of the rounds
   */
  public double weightedEntropy(Round round) {
    double[] entropies = round.entropies();
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < entropies.length; i++) {
      sum += primaryLengths.get(i) * entropies[i];
      weights += primaryLengths.get(i);
    }
    return weights > 0 ? sum / weights : round.meanEntropy();
  }

  /** The class whose capsule is longest after the last round. */
  public int winner() {
    Tensor lengths = rounds.getLast().lengths();
    return Prediction.largest(lengths.array(), lengths.offset(), lengths.elements());
  }
}
