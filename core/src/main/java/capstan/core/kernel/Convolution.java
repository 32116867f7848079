package capstan.core.kernel;

import capstan.core.Workspace;
import java.util.List;
import java.util.Optional;

/** Two-dimensional convolution (cross-correlation, as in every neural-network library). */
public abstract class Convolution {

  /** For implementations. */
  protected Convolution() {}

  /**
   * Prepares the three passes of a convolution of fixed extents.
   *
   * @param geometry the extents
   * @param workspace where scratch memory comes from; the plan is valid until it is reset
   */
  public abstract ConvolutionPlan plan(ConvolutionGeometry geometry, Workspace workspace);

  /**
   * As {@link #plan(ConvolutionGeometry, Workspace)}, where the forward pass alone will be run,
   * with weights that seldom change. It takes no more memory.
   *
   * @param geometry the extents
   * @param workspace where scratch memory comes from; the plan is valid until it is reset
   */
  public ConvolutionPlan forwardPlan(ConvolutionGeometry geometry, Workspace workspace) {
    return plan(geometry, workspace);
  }

  /**
   * As {@link #forwardPlan(ConvolutionGeometry, Workspace)}, by an algorithm of the caller's
   * choice.
   *
   * @param geometry the extents
   * @param workspace where scratch memory comes from; the plan is valid until it is reset
   * @param algorithm one of {@link #algorithms}
   * @throws IllegalArgumentException if it is not
   */
  public ConvolutionPlan forwardPlan(
      ConvolutionGeometry geometry, Workspace workspace, ConvolutionAlgorithm algorithm) {
    return plan(geometry, workspace, algorithm);
  }

  /**
   * Bytes that a plan takes from its workspace, known before one is made.
   *
   * @param geometry the extents
   */
  public abstract long planBytes(ConvolutionGeometry geometry);

  /**
   * The algorithms that can compute a convolution here; unless an implementation says otherwise,
   * only {@link ConvolutionAlgorithm#DIRECT}.
   *
   * @param geometry the extents
   */
  public List<ConvolutionAlgorithm> algorithms(ConvolutionGeometry geometry) {
    return List.of(ConvolutionAlgorithm.DIRECT);
  }

  /**
   * The one of {@link #algorithms} that a plan takes unless it is told.
   *
   * @param geometry the extents
   */
  public ConvolutionAlgorithm choice(ConvolutionGeometry geometry) {
    return ConvolutionAlgorithm.DIRECT;
  }

  /**
   * As {@link #plan(ConvolutionGeometry, Workspace)}, by an algorithm of the caller's choice.
   *
   * @param geometry the extents
   * @param workspace where scratch memory comes from; the plan is valid until it is reset
   * @param algorithm one of {@link #algorithms}
   * @throws IllegalArgumentException if it is not
   */
  public ConvolutionPlan plan(
      ConvolutionGeometry geometry, Workspace workspace, ConvolutionAlgorithm algorithm) {
    requireOffered(geometry, algorithm);
    return plan(geometry, workspace);
  }

  /**
   * What an algorithm is expected to cost; {@link ConvolutionForecast#UNKNOWN} unless an
   * implementation has a model of its cost.
   *
   * @param geometry the extents
   * @param algorithm one of {@link #algorithms}
   * @throws IllegalArgumentException if it is not
   */
  public ConvolutionForecast forecast(
      ConvolutionGeometry geometry, ConvolutionAlgorithm algorithm) {
    requireOffered(geometry, algorithm);
    return ConvolutionForecast.UNKNOWN;
  }

  /**
   * How {@link ConvolutionAlgorithm#TRANSFORMED} would compute a convolution and how exact that is,
   * in words; empty where it is not offered.
   *
   * @param geometry the extents
   */
  public Optional<String> exactness(ConvolutionGeometry geometry) {
    return Optional.empty();
  }

  /**
   * Refuses an algorithm that is not offered.
   *
   * @param geometry the extents
   * @param algorithm what was asked for
   * @throws IllegalArgumentException if {@link #algorithms} does not name it
   */
  protected final void requireOffered(
      ConvolutionGeometry geometry, ConvolutionAlgorithm algorithm) {
    List<ConvolutionAlgorithm> offered = algorithms(geometry);
    if (!offered.contains(algorithm)) {
      throw new IllegalArgumentException(
          "this convolution can be computed by " + offered + ", found " + algorithm);
    }
  }
}
