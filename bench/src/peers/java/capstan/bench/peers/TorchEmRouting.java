package capstan.bench.peers;

import static capstan.bench.peers.TorchNetwork.sum;
import static org.bytedeco.pytorch.global.torch.bmm;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.log_sigmoid;
import static org.bytedeco.pytorch.global.torch.zeros;

import capstan.core.kernel.EmGeometry;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * One layer of EM routing in PyTorch, by the formulas of {@code EmRoutingPlan}, the gradient
 * through all rounds. Votes stay as the batched product makes them, [S, B, P, 4, J, 4]: slots,
 * images, places of parents, rows, types of parents, columns. All sums over a parent's children are
 * then over the outermost axis, and nothing so large is ever transposed.
 */
final class TorchEmRouting {
  private static final int SIDE = 4;

  private final EmGeometry geometry;
  private final int slots;
  private final int places;
  private final int types;

  /** The child of each slot of each place, [P · S]. */
  private final Tensor children;

  /** The row of matrices of each slot, [S]. */
  private final Tensor matrices;

  /** The first assignments, [S, 1, P, 1]. */
  private final Tensor equal;

  /** What is added to votes, [S, 1, 1, 4, 1, 4]; null where nothing is. */
  private final Tensor coordinates;

  /**
   * A layer.
   *
   * @param geometry extents and rules; the batch is not read
   */
  TorchEmRouting(EmGeometry geometry) {
    this.geometry = geometry;
    slots = geometry.slots();
    places = geometry.parentPlaces();
    types = geometry.parentTypes();
    int[] feeds = geometry.parentsOfChildren();
    long[] child = new long[places * slots];
    float[] shares = new float[places * slots];
    for (int place = 0; place < places; place++) {
      for (int slot = 0; slot < slots; slot++) {
        child[place * slots + slot] = geometry.child(place, slot);
        shares[slot * places + place] = 1f / feeds[geometry.child(place, slot)];
      }
    }
    children = Tensor.create(child, child.length);
    equal = Tensor.create(shares, slots, 1, places, 1);
    long[] matrix = new long[slots];
    float[] added = new float[slots * EmGeometry.POSE];
    for (int slot = 0; slot < slots; slot++) {
      matrix[slot] = geometry.matrix(slot);
      added[slot * EmGeometry.POSE] = geometry.rowOf(slot);
      added[slot * EmGeometry.POSE + 1] = geometry.columnOf(slot);
    }
    matrices = Tensor.create(matrix, matrix.length);
    coordinates = geometry.classes() ? Tensor.create(added, slots, 1, 1, SIDE, 1, SIDE) : null;
  }

  /**
   * Routes.
   *
   * @param x children [B, C, 17]
   * @param w W [matrices, J, 16]
   * @param costs β_u [J]
   * @param thresholds β_a [J]
   * @return parents [B, P · J, 17]
   */
  Tensor route(Tensor x, Tensor w, Tensor costs, Tensor thresholds) {
    long batch = x.size(0);
    Tensor fed = x.index_select(1, children).view(batch, places, slots, EmGeometry.NUMBERS);
    // α [S, B, P, 1].
    Tensor active = fed.narrow(3, EmGeometry.POSE, 1).permute(2, 0, 1, 3);
    Tensor votes = votes(fed.narrow(3, 0, EmGeometry.POSE), w, batch);
    Tensor assignments = equal;
    for (int round = 0; ; round++) {
      Tensor shares = assignments.mul(active);
      shares = shares.size(3) == types ? shares : shares.expand(slots, batch, places, types);
      Tensor mass = sum(shares, 0, false).clamp_min(new Scalar(1e-20f));
      // To [S, B, P, 1, J, 1] and [B, P, 1, J, 1].
      Tensor weights = shares.unsqueeze(3).unsqueeze(5);
      Tensor divisor = mass.unsqueeze(2).unsqueeze(4);
      Tensor mean = sum(weights.mul(votes), 0, false).div(divisor);
      Tensor squares = votes.sub(mean).square();
      Tensor variance =
          sum(weights.mul(squares), 0, false)
              .div(divisor)
              .add(new Scalar(EmGeometry.LEAST_VARIANCE));
      // [B, P, J].
      Tensor halfLogarithms = overPose(variance.log()).mul(new Scalar(0.5f));
      Tensor cost = halfLogarithms.add(costs.mul(new Scalar((float) EmGeometry.POSE))).mul(mass);
      Tensor logit = thresholds.sub(cost).mul(new Scalar(geometry.lambda(round)));
      if (round == geometry.rounds() - 1) {
        Tensor pose = mean.permute(0, 1, 3, 2, 4).reshape(batch, -1, EmGeometry.POSE);
        return cat(new TensorVector(pose, logit.sigmoid().reshape(batch, -1, 1)), 2);
      }
      Tensor distance = overPose(squares.div(variance)).mul(new Scalar(0.5f));
      assignments = softmax(log_sigmoid(logit).sub(halfLogarithms).sub(distance), batch);
    }
  }

  private Tensor votes(Tensor poses, Tensor w, long batch) {
    Tensor left = poses.permute(2, 0, 1, 3).reshape(slots, -1, SIDE);
    Tensor right =
        w.index_select(0, matrices)
            .view(slots, types, SIDE, SIDE)
            .permute(0, 2, 1, 3)
            .reshape(slots, SIDE, -1);
    Tensor votes = bmm(left, right).view(slots, batch, places, SIDE, types, SIDE);
    return coordinates == null ? votes : votes.add(coordinates);
  }

  /** Sums the rows and columns of poses: [..., 4, J, 4] to [..., J]. */
  private static Tensor overPose(Tensor x) {
    return sum(sum(x, -1, false), -2, false);
  }

  /** Over all parents that a child feeds, of every type and place: [S, B, P, J] to the same. */
  private Tensor softmax(Tensor logarithms, long batch) {
    Tensor largest = bySlot(logarithms.detach().amax(new long[] {3}, false));
    Tensor index = children.unsqueeze(0).expand(batch, children.size(0));
    largest =
        zeros(batch, geometry.children())
            .scatter_reduce(1, index, largest, "amax", /* include_self= */ false);
    Tensor powers = logarithms.sub(ofSlot(largest, batch)).exp();
    Tensor sums =
        zeros(batch, geometry.children()).index_add(1, children, bySlot(sum(powers, 3, false)));
    return powers.div(ofSlot(sums, batch));
  }

  /** [S, B, P] to [B, P · S]. */
  private static Tensor bySlot(Tensor x) {
    return x.permute(1, 2, 0).reshape(x.size(1), -1);
  }

  /** What each slot's child has: [B, C] to [S, B, P, 1]. */
  private Tensor ofSlot(Tensor x, long batch) {
    return x.index_select(1, children).view(batch, places, slots, 1).permute(2, 0, 1, 3);
  }
}
