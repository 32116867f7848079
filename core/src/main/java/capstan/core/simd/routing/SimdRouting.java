package capstan.core.simd.routing;

import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.Routing;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.kernel.RoutingPlan;

/** A layer of routed capsules as one operation: see {@link SimdRoutingPlan}. */
public final class SimdRouting extends Routing {
  private final Workers workers;

  /**
   * Plans of routing on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdRouting(Workers workers) {
    this.workers = workers;
  }

  @Override
  public RoutingPlan plan(RoutingGeometry geometry, Workspace workspace) {
    RoutingMemory memory = new RoutingMemory(geometry, workspace, workers.threads());
    return new SimdRoutingPlan(geometry, memory, workers);
  }

  @Override
  public long planBytes(RoutingGeometry geometry) {
    return Float.BYTES * new RoutingExtents(geometry).floats(workers.threads());
  }
}
