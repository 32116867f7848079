package capstan.core.scalar;

import static capstan.core.kernel.EmGeometry.NUMBERS;
import static capstan.core.kernel.EmGeometry.POSE;

import capstan.core.Exponential;
import capstan.core.Logarithm;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.EmGeometry;
import capstan.core.kernel.EmRoutingPlan;
import capstan.core.kernel.EmWeights;

/**
 * EM routing, image by image, with every vote of an image in memory. A pair is a parent's place,
 * one of the children there and a parent's type, in this order. The way back is in {@link
 * ScalarEmGradient}.
 */
final class ScalarEmRoutingPlan extends EmRoutingPlan {
  private final int pairs;
  private final int parents;
  private final int[] feeds;

  private final Tensor votes; // V of one image [pairs, 16]
  final Tensor[] assignments; // R of each round [B, pairs]
  final Tensor[] masses; // of each round [B, parents]
  final Tensor[] means; // μ of each round [B, parents, 16]
  final Tensor[] variances; // σ² of each round [B, parents, 16]
  final Tensor[] activations; // a of each round [B, parents]

  private final Tensor sums; // over the parents of each child [children]
  private final Tensor largest; // likewise [children]
  private final ScalarEmGradient gradient;

  ScalarEmRoutingPlan(EmGeometry g, Workspace workspace) {
    super(g);
    pairs = g.pairs();
    parents = g.parents();
    feeds = g.parentsOfChildren();
    votes = workspace.take(pairs, POSE);
    assignments = new Tensor[g.rounds()];
    masses = new Tensor[g.rounds()];
    means = new Tensor[g.rounds()];
    variances = new Tensor[g.rounds()];
    activations = new Tensor[g.rounds()];
    for (int round = 0; round < g.rounds(); round++) {
      assignments[round] = workspace.take(g.batch(), pairs);
      masses[round] = workspace.take(g.batch(), parents);
      means[round] = workspace.take(g.batch(), parents, POSE);
      variances[round] = workspace.take(g.batch(), parents, POSE);
      activations[round] = workspace.take(g.batch(), parents);
    }
    sums = workspace.take(g.children());
    largest = workspace.take(g.children());
    gradient = new ScalarEmGradient(this, workspace);
  }

  /** Bytes of all of these together. */
  static long bytes(EmGeometry g) {
    long kept = (long) g.pairs() + (2L * POSE + 2) * g.parents();
    long own = (2L * POSE + 1) * g.pairs() + (2L * POSE + 1) * g.parents() + 3L * g.children();
    return Float.BYTES * (g.rounds() * g.batch() * kept + own);
  }

  @Override
  protected void computeForward(Tensor x, EmWeights weights, Tensor y) {
    int last = geometry().rounds() - 1;
    for (int image = 0; image < geometry().batch(); image++) {
      vote(x, weights.matrices(), image);
      for (int pair = 0; pair < pairs; pair++) {
        put(assignments[0], image * pairs + pair, 1f / feeds[child(pair)]);
      }
      for (int round = 0; round <= last; round++) {
        for (int parent = 0; parent < parents; parent++) {
          maximise(x, weights, image, round, parent);
        }
        if (round < last) {
          expect(weights, image, round);
        }
      }
      for (int parent = 0; parent < parents; parent++) {
        int at = image * parents + parent;
        for (int h = 0; h < POSE; h++) {
          put(y, at * NUMBERS + h, get(means[last], at * POSE + h));
        }
        put(y, at * NUMBERS + POSE, get(activations[last], at));
      }
    }
  }

  /** V = P W of every pair, and the place of the child where there are classes. */
  void vote(Tensor x, Tensor w, int image) {
    EmGeometry g = geometry();
    for (int pair = 0; pair < pairs; pair++) {
      int slot = slot(pair);
      int pose = (image * g.children() + child(pair)) * NUMBERS;
      int matrix = (g.matrix(slot) * g.parentTypes() + type(pair)) * POSE;
      for (int h = 0; h < POSE; h++) {
        float sum = 0;
        for (int k = 0; k < 4; k++) {
          sum += get(x, pose + h / 4 * 4 + k) * get(w, matrix + 4 * k + h % 4);
        }
        put(votes, pair * POSE + h, sum);
      }
      add(votes, pair * POSE, g.rowOf(slot));
      add(votes, pair * POSE + 1, g.columnOf(slot));
    }
  }

  /** The M-step of one parent. */
  private void maximise(Tensor x, EmWeights weights, int image, int round, int parent) {
    EmGeometry g = geometry();
    int at = image * parents + parent;
    float mass = 0;
    for (int slot = 0; slot < g.slots(); slot++) {
      mass += share(x, image, round, pair(parent, slot));
    }
    mass = Math.max(mass, EmGeometry.LEAST_MASS);
    put(masses[round], at, mass);
    for (int h = 0; h < POSE; h++) {
      float sum = 0;
      for (int slot = 0; slot < g.slots(); slot++) {
        int pair = pair(parent, slot);
        sum += share(x, image, round, pair) * get(votes, pair * POSE + h);
      }
      float mean = sum / mass;
      float squares = 0;
      for (int slot = 0; slot < g.slots(); slot++) {
        int pair = pair(parent, slot);
        float difference = get(votes, pair * POSE + h) - mean;
        squares += share(x, image, round, pair) * (difference * difference);
      }
      put(means[round], at * POSE + h, mean);
      put(variances[round], at * POSE + h, squares / mass + EmGeometry.LEAST_VARIANCE);
    }
    put(activations[round], at, sigmoid(logit(weights, image, round, parent)));
  }

  /** r = R α. */
  private float share(Tensor x, int image, int round, int pair) {
    return get(assignments[round], image * pairs + pair) * activation(x, image, pair);
  }

  float activation(Tensor x, int image, int pair) {
    return get(x, (image * geometry().children() + child(pair)) * NUMBERS + POSE);
  }

  /** Σ over the numbers of β_u + ½ ln σ²: the cost of a mass of 1. */
  float unitCost(EmWeights weights, int image, int round, int parent) {
    return POSE * get(weights.costs(), parent % geometry().parentTypes())
        + halfLogarithms(image, round, parent);
  }

  private float halfLogarithms(int image, int round, int parent) {
    float sum = 0;
    for (int h = 0; h < POSE; h++) {
      sum += Logarithm.log(get(variances[round], (image * parents + parent) * POSE + h));
    }
    return sum / 2;
  }

  /** λ (β_a − cost). */
  private float logit(EmWeights weights, int image, int round, int parent) {
    float mass = get(masses[round], image * parents + parent);
    float threshold = get(weights.thresholds(), parent % geometry().parentTypes());
    return geometry().lambda(round) * (threshold - mass * unitCost(weights, image, round, parent));
  }

  /** The E-step: from a round's parents to the assignments of the next. */
  private void expect(EmWeights weights, int image, int round) {
    Tensor next = assignments[round + 1];
    largest.fill(Float.NEGATIVE_INFINITY);
    sums.fill(0);
    for (int parent = 0; parent < parents; parent++) {
      // Without −8 ln 2π, which all parents have in common.
      float common =
          logSigmoid(logit(weights, image, round, parent)) - halfLogarithms(image, round, parent);
      for (int slot = 0; slot < geometry().slots(); slot++) {
        int pair = pair(parent, slot);
        int child = child(pair);
        float logarithm = common - distance(image, round, parent, pair) / 2;
        put(next, image * pairs + pair, logarithm);
        put(largest, child, Math.max(get(largest, child), logarithm));
      }
    }
    for (int pair = 0; pair < pairs; pair++) {
      int child = child(pair);
      float power = Exponential.exp(get(next, image * pairs + pair) - get(largest, child));
      put(next, image * pairs + pair, power);
      add(sums, child, power);
    }
    for (int pair = 0; pair < pairs; pair++) {
      put(next, image * pairs + pair, get(next, image * pairs + pair) / get(sums, child(pair)));
    }
  }

  /** Σ (V − μ)² / σ². */
  private float distance(int image, int round, int parent, int pair) {
    float sum = 0;
    for (int h = 0; h < POSE; h++) {
      float difference = difference(image, round, parent, pair, h);
      sum += difference * difference / get(variances[round], (image * parents + parent) * POSE + h);
    }
    return sum;
  }

  /** V − μ. */
  float difference(int image, int round, int parent, int pair, int h) {
    return get(votes, pair * POSE + h) - get(means[round], (image * parents + parent) * POSE + h);
  }

  @Override
  protected void computeBackward(
      Tensor x, EmWeights weights, Tensor dy, Tensor dx, EmWeights gradients) {
    gradient.compute(x, weights, dy, dx, gradients);
  }

  @Override
  protected void readAssignments(int round, Tensor into) {
    into.copyFrom(assignments[round]);
  }

  @Override
  protected void readActivations(int round, Tensor into) {
    into.copyFrom(activations[round]);
  }

  int pair(int parent, int slot) {
    int types = geometry().parentTypes();
    return (parent / types * geometry().slots() + slot) * types + parent % types;
  }

  int slot(int pair) {
    return pair / geometry().parentTypes() % geometry().slots();
  }

  int type(int pair) {
    return pair % geometry().parentTypes();
  }

  int child(int pair) {
    return geometry().child(pair / geometry().parentTypes() / geometry().slots(), slot(pair));
  }

  private static float sigmoid(float x) {
    return 1 / (1 + Exponential.exp(-x));
  }

  /** ln sigmoid(x), also where the sigmoid is too small for a float. */
  private static float logSigmoid(float x) {
    return Math.min(x, 0) - Logarithm.log(1 + Exponential.exp(-Math.abs(x)));
  }

  static float get(Tensor tensor, int index) {
    return tensor.array()[tensor.offset() + index];
  }

  static void put(Tensor tensor, int index, float value) {
    tensor.array()[tensor.offset() + index] = value;
  }

  static void add(Tensor tensor, int index, float addend) {
    tensor.array()[tensor.offset() + index] += addend;
  }
}
