package capstan.core.scalar;

import capstan.core.Workspace;
import capstan.core.kernel.EmGeometry;
import capstan.core.kernel.EmRouting;
import capstan.core.kernel.EmRoutingPlan;

/** EM routing as plain loops. */
final class ScalarEmRouting extends EmRouting {

  @Override
  public EmRoutingPlan plan(EmGeometry geometry, Workspace workspace) {
    return new ScalarEmRoutingPlan(geometry, workspace);
  }

  @Override
  public long planBytes(EmGeometry geometry) {
    return ScalarEmRoutingPlan.bytes(geometry);
  }
}
