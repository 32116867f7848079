package capstan.core.kernel;

import capstan.core.Workspace;

/** A whole layer of routed capsules, from input capsules to output capsules, in one operation. */
public abstract class Routing {

  /** For implementations. */
  protected Routing() {}

  /**
   * Prepares both directions of a layer of fixed extents.
   *
   * @param geometry the extents and rules
   * @param workspace where scratch memory comes from; the plan is valid until it is reset
   */
  public abstract RoutingPlan plan(RoutingGeometry geometry, Workspace workspace);

  /**
   * Bytes that a plan takes from its workspace, known before one is made.
   *
   * @param geometry the extents and rules
   */
  public abstract long planBytes(RoutingGeometry geometry);
}
