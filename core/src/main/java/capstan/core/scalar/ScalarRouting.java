package capstan.core.scalar;

import capstan.core.Workspace;
import capstan.core.kernel.Routing;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.kernel.RoutingPlan;

/** Routed capsules, put together from the small kernels. */
final class ScalarRouting extends Routing {

  @Override
  public RoutingPlan plan(RoutingGeometry geometry, Workspace workspace) {
    return new ScalarRoutingPlan(geometry, workspace);
  }

  @Override
  public long planBytes(RoutingGeometry geometry) {
    return ScalarRoutingPlan.bytes(geometry);
  }
}
