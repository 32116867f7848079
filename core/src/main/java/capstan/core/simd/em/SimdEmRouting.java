package capstan.core.simd.em;

import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.EmGeometry;
import capstan.core.kernel.EmRouting;
import capstan.core.kernel.EmRoutingPlan;

/** A layer of matrix capsules as one operation: see {@link SimdEmRoutingPlan}. */
public final class SimdEmRouting extends EmRouting {
  private final Workers workers;

  /**
   * Plans of routing on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdEmRouting(Workers workers) {
    this.workers = workers;
  }

  @Override
  public EmRoutingPlan plan(EmGeometry geometry, Workspace workspace) {
    return new SimdEmRoutingPlan(new EmMemory(geometry, workspace, workers.threads()), workers);
  }

  @Override
  public long planBytes(EmGeometry geometry) {
    return Float.BYTES * new EmExtents(geometry).floats(workers.threads());
  }
}
