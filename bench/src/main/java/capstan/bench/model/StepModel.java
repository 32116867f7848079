package capstan.bench.model;

import capstan.bench.measure.Limits;
import capstan.bench.measure.PaperLayers;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.RoutingGeometry;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * What each part of one training step of the full network must compute and move. Bytes are of float
 * arrays that a part reads or writes, each once: arrays of hundreds of megabytes do not stay in a
 * cache from one part to the next. A cache that fetches a line before it is overwritten moves more;
 * fusing two parts moves less.
 */
public final class StepModel {
  /** Operations of an exponential function and the division after it. */
  private static final double EXPONENTIAL = 20;

  private static final int[] DECODER = {160, 512, 1024, 784};

  private final int batch;
  private final ConvolutionGeometry conv1;
  private final TransformModel conv1Model;
  private final TransformModel primaryCaps;
  private final ConvolutionGeometry primaryGeometry;
  private final RoutingGeometry digitCaps;

  /**
   * The paper's network with its decoder.
   *
   * @param batch images
   * @param allRounds whether the gradient goes through all rounds of routing, or through the last
   */
  public StepModel(int batch, boolean allRounds) {
    this.batch = batch;
    conv1 = PaperLayers.conv1(batch);
    conv1Model = new TransformModel(conv1);
    primaryGeometry = PaperLayers.primaryCaps(batch);
    primaryCaps = new TransformModel(primaryGeometry);
    digitCaps = PaperLayers.digitCaps(batch, allRounds);
  }

  /** What a part cannot do without; nothing is known of {@link StepPart#REST}. */
  public Cost of(StepPart part) {
    return switch (part) {
      case CONV1_FORWARD -> conv1Forward();
      case CONV1_TO_WEIGHTS -> conv1Backward();
      case PRIMARY_FORWARD_TRANSFORMS ->
          primaryCaps.transformInput().plus(primaryCaps.transformWeights());
      case PRIMARY_FORWARD_PRODUCTS, PRIMARY_TO_INPUT_PRODUCTS, PRIMARY_TO_WEIGHTS_PRODUCTS ->
          primaryCaps.products();
      case PRIMARY_FORWARD_INVERSE, PRIMARY_TO_INPUT_TRANSFORMS -> primaryCaps.transformOutput();
      case PRIMARY_TO_INPUT_INVERSE -> primaryCaps.transformInput();
      case PRIMARY_TO_WEIGHTS_INVERSE -> primaryCaps.transformWeights();
      case DIGIT_CAPS_FORWARD -> digitCapsForward();
      case DIGIT_CAPS_BACKWARD -> digitCapsBackward();
      case DECODER_FORWARD -> decoderForward();
      case DECODER_BACKWARD -> decoderForward().times(2);
      case SQUASH -> squash();
      case POINTWISE_FORWARD -> pointwiseForward();
      case POINTWISE_BACKWARD -> pointwiseBackward();
      case SUMS -> sums();
      case ADAM -> adam();
      case REST -> Cost.NONE;
    };
  }

  /** All parts together. */
  public Cost step() {
    return Arrays.stream(StepPart.values()).map(this::of).reduce(Cost.NONE, Cost::plus);
  }

  /**
   * The least time of a step whose parts follow each other: the sum of their floors.
   *
   * @return milliseconds
   */
  public double stepFloor(Limits limits) {
    return floor(limits, part -> true);
  }

  /**
   * The least time of some parts that follow each other.
   *
   * @param parts which
   * @return milliseconds
   */
  public double floor(Limits limits, Predicate<StepPart> parts) {
    return Arrays.stream(StepPart.values())
        .filter(parts)
        .mapToDouble(part -> of(part).floor(limits))
        .sum();
  }

  /**
   * The least time to classify a batch, with the weights' transform kept from batch to batch, and
   * PrimaryCaps by whichever way is quicker.
   *
   * @return milliseconds
   */
  public double inferenceFloor(Limits limits) {
    double transformed =
        primaryCaps.transformInput().floor(limits)
            + primaryCaps.products().floor(limits)
            + primaryCaps.transformOutput().floor(limits);
    return conv1Forward().floor(limits)
        + Math.min(transformed, primaryCaps.direct().floor(limits))
        + squashForward().floor(limits)
        + digitCapsForward().floor(limits);
  }

  /** Prediction vectors û of all images: B·I·J·E numbers, D multiply-adds each. */
  private double predictionFlops() {
    return 2 * predictions() * digitCaps.inDimensions();
  }

  /** B·I·J·E. */
  private double predictions() {
    return couplings() * digitCaps.outDimensions();
  }

  /** Coupling coefficients of a round: B·I·J. */
  private double couplings() {
    return (double) batch * digitCaps.inCapsules() * digitCaps.outCapsules();
  }

  /** u, B·I·D floats. */
  private double capsuleBytes() {
    return (double) Float.BYTES * batch * digitCaps.inCapsules() * digitCaps.inDimensions();
  }

  /** W, I·J·E·D floats. */
  private double transformationBytes() {
    return (double) Float.BYTES
        * digitCaps.inCapsules()
        * digitCaps.outCapsules()
        * digitCaps.outDimensions()
        * digitCaps.inDimensions();
  }

  /**
   * The first round sums û over I, whose coefficients are all alike: only û's multiply-adds. Each
   * later round computes û again, an agreement with v (a multiply-add a number), a softmax, and a
   * weighted sum (a multiply-add a number). u and W are read; the outputs are small.
   */
  Cost digitCapsForward() {
    double later = predictionFlops() + 4 * predictions() + EXPONENTIAL * couplings();
    return new Cost(
        predictionFlops() + (digitCaps.rounds() - 1) * later,
        capsuleBytes() + transformationBytes());
  }

  /**
   * dû = c·ds is formed where it is used (a multiplication a number), in dW = Σ dû·u and du = W·dû,
   * D multiply-adds a number each. Through all rounds, each later round also computes û again, û·ds
   * (a multiply-add), the gradient of softmax (4 a coefficient) and Σ db·û (a multiply-add), and
   * its dû has a second term (a multiply-add). Read: u, W, c of each round with a gradient;
   * written: du, dW.
   */
  Cost digitCapsBackward() {
    int later = digitCaps.rounds() - 1;
    boolean all = digitCaps.gradientThroughAllRounds();
    double flops = 2 * predictionFlops() + predictions();
    if (all) {
      flops += later * (predictionFlops() + 6 * predictions() + 4 * couplings());
    }
    double coefficients = Float.BYTES * couplings() * (all ? later : 1);
    return new Cost(flops, 2 * capsuleBytes() + 2 * transformationBytes() + coefficients);
  }

  /**
   * A multiply-add for each image and weight of the three layers; inputs, weights and outputs are
   * moved. Backward is two such products a layer, to its input and to its weights.
   */
  Cost decoderForward() {
    Cost sum = Cost.NONE;
    for (int layer = 0; layer + 1 < DECODER.length; layer++) {
      double in = DECODER[layer];
      double out = DECODER[layer + 1];
      sum =
          sum.plus(
              new Cost(2 * batch * in * out, Float.BYTES * (in * out + batch * in + batch * out)));
    }
    return sum;
  }

  /** Of a capsule of D numbers: the norm (2 a number), a factor (10), and scaling (1). */
  private Cost squashForward() {
    double capsules = (double) batch * digitCaps.inCapsules();
    return new Cost(capsules * (3 * digitCaps.inDimensions() + 10), 2 * capsuleBytes());
  }

  /**
   * Backward: two dot products (2 a number each), two factors (20), and a sum of two vectors (3); s
   * and dv are read, ds written.
   */
  Cost squash() {
    double capsules = (double) batch * digitCaps.inCapsules();
    Cost backward = new Cost(capsules * (7 * digitCaps.inDimensions() + 20), 3 * capsuleBytes());
    return squashForward().plus(backward);
  }

  private double features() {
    return conv1.output().elements();
  }

  /** A direct convolution; the ReLU of each feature is applied on its way to memory. */
  Cost conv1Forward() {
    return conv1Model.direct().plus(new Cost(features(), 0));
  }

  /**
   * A direct convolution's weights, and a multiply-add more a feature: the gradient of the bias.
   * ReLU's gradient is applied on the way, for which the features are read too.
   */
  Cost conv1Backward() {
    return conv1Model.direct().plus(new Cost(2 * features(), Float.BYTES * features()));
  }

  private double decoderOutputs() {
    return (double) batch * (DECODER[1] + DECODER[2] + DECODER[3]);
  }

  private double pixels() {
    return (double) batch * DECODER[3];
  }

  /**
   * The decoder's biases, ReLU and sigmoid: one operation a number, more for a sigmoid; both passes
   * over the numbers read and write them.
   */
  Cost pointwiseForward() {
    return new Cost(
        2 * decoderOutputs() + EXPONENTIAL * pixels(), Float.BYTES * 4 * decoderOutputs());
  }

  /** ReLU and sigmoid backward: output and gradient are read, the input's gradient written. */
  Cost pointwiseBackward() {
    return new Cost(decoderOutputs() + 2 * pixels(), Float.BYTES * 3 * decoderOutputs());
  }

  /**
   * The gradient of a bias is a sum over all places: an addition a number of PrimaryCaps' and the
   * decoder's outputs, whose gradients are read. The error of the reconstruction takes 3 a number
   * of two arrays.
   */
  Cost sums() {
    double numbers = primaryGeometry.output().elements() + decoderOutputs();
    return new Cost(numbers + 3 * pixels(), Float.BYTES * (numbers + 2 * pixels()));
  }

  /** About 14 operations a parameter; p, g, m and v are read, p, m and v written. */
  Cost adam() {
    return new Cost(14.0 * PaperLayers.PARAMETERS, 7.0 * Float.BYTES * PaperLayers.PARAMETERS);
  }
}
