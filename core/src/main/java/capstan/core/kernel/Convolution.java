package capstan.core.kernel;

import capstan.core.Workspace;

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
   * Bytes that a plan takes from its workspace, known before one is made.
   *
   * @param geometry the extents
   */
  public abstract long planBytes(ConvolutionGeometry geometry);
}
