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
 * EM routing and its gradient, image by image, with every vote of an image in memory. A pair is a
 * parent's place, one of the children there and a parent's type, in this order.
 *
 * <p>Backward, from the last round to the first. A round receives da, dμ and dσ² of each parent:
 * from the layer's output in the last round, from its E-step in the others. With d = V − μ, C the
 * cost and x = λ (β_a − C):
 *
 * <pre>
 *   M-step:  dx = da a (1 − a)     dβ_a += λ dx     dC = −λ dx     dβ_u += 16 mass dC
 *            dσ² += dC mass / 2σ²
 *            dr = dC C / mass + Σ (dμ d + dσ² (d² − σ² + 5e-4)) / mass
 *            dV += r / mass (dμ + 2 dσ² d)     dR = α dr     dα += R dr
 *   R:       dL = R (dR − Σ R dR), with L = ln a + ln p
 *   E-step, of the round before:  dx = (1 − a) Σ dL     dμ = Σ dL d / σ²
 *            dσ² = ½ Σ dL (d² / σ⁴ − 1 / σ²)     dV −= dL d / σ²
 * </pre>
 */
final class ScalarEmRoutingPlan extends EmRoutingPlan {
  private final int pairs;
  private final int parents;
  private final int[] feeds;

  private final Tensor votes; // V of one image [pairs, 16]
  private final Tensor[] assignments; // R of each round [B, pairs]
  private final Tensor[] masses; // of each round [B, parents]
  private final Tensor[] means; // μ of each round [B, parents, 16]
  private final Tensor[] variances; // σ² of each round [B, parents, 16]
  private final Tensor[] activations; // a of each round [B, parents]

  private final Tensor dVotes; // of one image [pairs, 16]
  private final Tensor dAssignments; // dR, then dL [pairs]
  private final Tensor dLogits; // of x = λ (β_a − cost) [parents]
  private final Tensor dMeans; // [parents, 16]
  private final Tensor dVariances; // [parents, 16]
  private final Tensor sums; // over the parents of each child [children]
  private final Tensor largest; // likewise [children]

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
    dVotes = workspace.take(pairs, POSE);
    dAssignments = workspace.take(pairs);
    dLogits = workspace.take(parents);
    dMeans = workspace.take(parents, POSE);
    dVariances = workspace.take(parents, POSE);
    sums = workspace.take(g.children());
    largest = workspace.take(g.children());
  }

  /** Bytes of all of these together. */
  static long bytes(EmGeometry g) {
    long kept = (long) g.pairs() + (2L * POSE + 2) * g.parents();
    long own = (2L * POSE + 1) * g.pairs() + (2L * POSE + 1) * g.parents() + 2L * g.children();
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
  private void vote(Tensor x, Tensor w, int image) {
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

  private float activation(Tensor x, int image, int pair) {
    return get(x, (image * geometry().children() + child(pair)) * NUMBERS + POSE);
  }

  /** Σ over the numbers of β_u + ½ ln σ²: the cost of a mass of 1. */
  private float unitCost(EmWeights weights, int image, int round, int parent) {
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
  private float difference(int image, int round, int parent, int pair, int h) {
    return get(votes, pair * POSE + h) - get(means[round], (image * parents + parent) * POSE + h);
  }

  @Override
  protected void computeBackward(
      Tensor x, EmWeights weights, Tensor dy, Tensor dx, EmWeights gradients) {
    EmGeometry g = geometry();
    clear(dx);
    clear(gradients.matrices());
    clear(gradients.costs());
    clear(gradients.thresholds());
    for (int image = 0; image < g.batch(); image++) {
      vote(x, weights.matrices(), image);
      dVotes.fill(0);
      dVariances.fill(0);
      for (int parent = 0; parent < parents; parent++) {
        int at = image * parents + parent;
        for (int h = 0; h < POSE; h++) {
          put(dMeans, parent * POSE + h, get(dy, at * NUMBERS + h));
        }
        float a = get(activations[g.rounds() - 1], at);
        put(dLogits, parent, get(dy, at * NUMBERS + POSE) * a * (1 - a));
      }
      for (int round = g.rounds() - 1; round >= 0; round--) {
        for (int parent = 0; parent < parents; parent++) {
          backThroughMaximisation(x, weights, image, round, parent, dx, gradients);
        }
        if (round > 0) {
          backThroughExpectation(image, round - 1);
        }
      }
      backThroughVotes(x, weights.matrices(), image, dx, gradients.matrices());
    }
  }

  private void backThroughMaximisation(
      Tensor x,
      EmWeights weights,
      int image,
      int round,
      int parent,
      Tensor dx,
      EmWeights gradients) {
    EmGeometry g = geometry();
    int at = image * parents + parent;
    int type = parent % g.parentTypes();
    float mass = get(masses[round], at);
    float dLogit = get(dLogits, parent);
    float dCost = -g.lambda(round) * dLogit;
    addWanted(gradients.thresholds(), type, g.lambda(round) * dLogit);
    addWanted(gradients.costs(), type, POSE * mass * dCost);
    float common = dCost * unitCost(weights, image, round, parent);
    for (int h = 0; h < POSE; h++) {
      float variance = get(variances[round], at * POSE + h);
      add(dVariances, parent * POSE + h, dCost * mass / (2 * variance));
      common -= get(dVariances, parent * POSE + h) * (variance - EmGeometry.LEAST_VARIANCE) / mass;
    }
    for (int slot = 0; slot < g.slots(); slot++) {
      int pair = pair(parent, slot);
      float assignment = get(assignments[round], image * pairs + pair);
      float activation = activation(x, image, pair);
      float dShare = common;
      for (int h = 0; h < POSE; h++) {
        float difference = difference(image, round, parent, pair, h);
        float dMean = get(dMeans, parent * POSE + h) / mass;
        float dVariance = get(dVariances, parent * POSE + h) / mass;
        dShare += difference * (dMean + dVariance * difference);
        add(
            dVotes,
            pair * POSE + h,
            assignment * activation * (dMean + 2 * dVariance * difference));
      }
      put(dAssignments, pair, activation * dShare);
      addWanted(dx, (image * g.children() + child(pair)) * NUMBERS + POSE, assignment * dShare);
    }
  }

  /** From the assignments that an E-step made to the parents that it was made of. */
  private void backThroughExpectation(int image, int round) {
    Tensor made = assignments[round + 1];
    sums.fill(0);
    for (int pair = 0; pair < pairs; pair++) {
      add(sums, child(pair), get(made, image * pairs + pair) * get(dAssignments, pair));
    }
    for (int pair = 0; pair < pairs; pair++) {
      float slope = get(dAssignments, pair) - get(sums, child(pair));
      put(dAssignments, pair, get(made, image * pairs + pair) * slope);
    }
    for (int parent = 0; parent < parents; parent++) {
      int at = image * parents + parent;
      float total = 0;
      for (int slot = 0; slot < geometry().slots(); slot++) {
        total += get(dAssignments, pair(parent, slot));
      }
      put(dLogits, parent, total * (1 - get(activations[round], at)));
      for (int h = 0; h < POSE; h++) {
        float variance = get(variances[round], at * POSE + h);
        float first = 0;
        float second = 0;
        for (int slot = 0; slot < geometry().slots(); slot++) {
          int pair = pair(parent, slot);
          float difference = difference(image, round, parent, pair, h);
          float weighed = get(dAssignments, pair) * difference;
          first += weighed;
          second += weighed * difference;
          add(dVotes, pair * POSE + h, -weighed / variance);
        }
        put(dMeans, parent * POSE + h, first / variance);
        put(dVariances, parent * POSE + h, (second / variance - total) / (2 * variance));
      }
    }
  }

  private void backThroughVotes(Tensor x, Tensor w, int image, Tensor dx, Tensor dw) {
    EmGeometry g = geometry();
    for (int pair = 0; pair < pairs; pair++) {
      int pose = (image * g.children() + child(pair)) * NUMBERS;
      int matrix = (g.matrix(slot(pair)) * g.parentTypes() + type(pair)) * POSE;
      for (int h = 0; h < POSE; h++) {
        float gradient = get(dVotes, pair * POSE + h);
        for (int k = 0; k < 4; k++) {
          int number = pose + h / 4 * 4 + k;
          int weight = matrix + 4 * k + h % 4;
          addWanted(dx, number, gradient * get(w, weight));
          addWanted(dw, weight, gradient * get(x, number));
        }
      }
    }
  }

  @Override
  protected void readAssignments(int round, Tensor into) {
    copy(assignments[round], into);
  }

  @Override
  protected void readActivations(int round, Tensor into) {
    copy(activations[round], into);
  }

  private static void copy(Tensor from, Tensor into) {
    System.arraycopy(from.array(), from.offset(), into.array(), into.offset(), into.elements());
  }

  private int pair(int parent, int slot) {
    int types = geometry().parentTypes();
    return (parent / types * geometry().slots() + slot) * types + parent % types;
  }

  private int slot(int pair) {
    return pair / geometry().parentTypes() % geometry().slots();
  }

  private int type(int pair) {
    return pair % geometry().parentTypes();
  }

  private int child(int pair) {
    return geometry().child(pair / geometry().parentTypes() / geometry().slots(), slot(pair));
  }

  private static float sigmoid(float x) {
    return 1 / (1 + Exponential.exp(-x));
  }

  /** ln sigmoid(x), also where the sigmoid is too small for a float. */
  private static float logSigmoid(float x) {
    return Math.min(x, 0) - Logarithm.log(1 + Exponential.exp(-Math.abs(x)));
  }

  private static float get(Tensor tensor, int index) {
    return tensor.array()[tensor.offset() + index];
  }

  private static void put(Tensor tensor, int index, float value) {
    tensor.array()[tensor.offset() + index] = value;
  }

  private static void add(Tensor tensor, int index, float addend) {
    tensor.array()[tensor.offset() + index] += addend;
  }

  private static void addWanted(Tensor tensor, int index, float addend) {
    if (tensor != null) {
      add(tensor, index, addend);
    }
  }

  private static void clear(Tensor tensor) {
    if (tensor != null) {
      tensor.fill(0);
    }
  }
}
