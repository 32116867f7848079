package capstan.core.kernel;

import capstan.core.Workspace;

/** A whole layer of matrix capsules routed by expectation maximisation, in one operation. */
public abstract class EmRouting {

  /** For implementations. */
  protected EmRouting() {}

  /**
   * Prepares both directions of a layer of fixed extents.
   *
   * @param geometry the extents and rules
   * @param workspace where memory comes from; the plan is valid until it is reset
   */
  public abstract EmRoutingPlan plan(EmGeometry geometry, Workspace workspace);

  /**
   * Bytes that a plan takes from its workspace, known before one is made.
   *
   * @param geometry the extents and rules
   */
  public abstract long planBytes(EmGeometry geometry);
}
