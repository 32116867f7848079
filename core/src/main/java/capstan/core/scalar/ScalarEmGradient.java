package capstan.core.scalar;

import static capstan.core.kernel.EmGeometry.NUMBERS;
import static capstan.core.kernel.EmGeometry.POSE;
import static capstan.core.scalar.ScalarEmRoutingPlan.add;
import static capstan.core.scalar.ScalarEmRoutingPlan.get;
import static capstan.core.scalar.ScalarEmRoutingPlan.put;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.EmGeometry;
import capstan.core.kernel.EmWeights;

/**
 * The gradient of EM routing, from the last round to the first. A round receives da, dμ and dσ² of
 * each parent: from the layer's output in the last round, from its E-step in the others. With d = V
 * − μ, C the cost and x = λ (β_a − C):
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
final class ScalarEmGradient {
  private final ScalarEmRoutingPlan plan;
  private final EmGeometry g;
  private final int pairs;
  private final int parents;

  private final Tensor dVotes; // of one image [pairs, 16]
  private final Tensor dAssignments; // dR, then dL [pairs]
  private final Tensor dLogits; // of x = λ (β_a − cost) [parents]
  private final Tensor dMeans; // [parents, 16]
  private final Tensor dVariances; // [parents, 16]
  private final Tensor sums; // over the parents of each child [children]

  ScalarEmGradient(ScalarEmRoutingPlan plan, Workspace workspace) {
    this.plan = plan;
    g = plan.geometry();
    pairs = g.pairs();
    parents = g.parents();
    dVotes = workspace.take(pairs, POSE);
    dAssignments = workspace.take(pairs);
    dLogits = workspace.take(parents);
    dMeans = workspace.take(parents, POSE);
    dVariances = workspace.take(parents, POSE);
    sums = workspace.take(g.children());
  }

  void compute(Tensor x, EmWeights weights, Tensor dy, Tensor dx, EmWeights gradients) {
    clear(dx);
    clear(gradients.matrices());
    clear(gradients.costs());
    clear(gradients.thresholds());
    for (int image = 0; image < g.batch(); image++) {
      plan.vote(x, weights.matrices(), image);
      dVotes.fill(0);
      dVariances.fill(0);
      for (int parent = 0; parent < parents; parent++) {
        int at = image * parents + parent;
        for (int h = 0; h < POSE; h++) {
          put(dMeans, parent * POSE + h, get(dy, at * NUMBERS + h));
        }
        float a = get(plan.activations[g.rounds() - 1], at);
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
    int at = image * parents + parent;
    int type = parent % g.parentTypes();
    float mass = get(plan.masses[round], at);
    float dLogit = get(dLogits, parent);
    float dCost = -g.lambda(round) * dLogit;
    addWanted(gradients.thresholds(), type, g.lambda(round) * dLogit);
    addWanted(gradients.costs(), type, POSE * mass * dCost);
    float common = dCost * plan.unitCost(weights, image, round, parent);
    for (int h = 0; h < POSE; h++) {
      float variance = get(plan.variances[round], at * POSE + h);
      add(dVariances, parent * POSE + h, dCost * mass / (2 * variance));
      common -= get(dVariances, parent * POSE + h) * (variance - EmGeometry.LEAST_VARIANCE) / mass;
    }
    for (int slot = 0; slot < g.slots(); slot++) {
      int pair = plan.pair(parent, slot);
      float assignment = get(plan.assignments[round], image * pairs + pair);
      float activation = plan.activation(x, image, pair);
      float dShare = common;
      for (int h = 0; h < POSE; h++) {
        float difference = plan.difference(image, round, parent, pair, h);
        float dMean = get(dMeans, parent * POSE + h) / mass;
        float dVariance = get(dVariances, parent * POSE + h) / mass;
        dShare += difference * (dMean + dVariance * difference);
        add(
            dVotes,
            pair * POSE + h,
            assignment * activation * (dMean + 2 * dVariance * difference));
      }
      put(dAssignments, pair, activation * dShare);
      addWanted(
          dx, (image * g.children() + plan.child(pair)) * NUMBERS + POSE, assignment * dShare);
    }
  }

  /** From the plan.assignments that an E-step made to the parents that it was made of. */
  private void backThroughExpectation(int image, int round) {
    Tensor made = plan.assignments[round + 1];
    sums.fill(0);
    for (int pair = 0; pair < pairs; pair++) {
      add(sums, plan.child(pair), get(made, image * pairs + pair) * get(dAssignments, pair));
    }
    for (int pair = 0; pair < pairs; pair++) {
      float slope = get(dAssignments, pair) - get(sums, plan.child(pair));
      put(dAssignments, pair, get(made, image * pairs + pair) * slope);
    }
    for (int parent = 0; parent < parents; parent++) {
      int at = image * parents + parent;
      float total = 0;
      for (int slot = 0; slot < g.slots(); slot++) {
        total += get(dAssignments, plan.pair(parent, slot));
      }
      put(dLogits, parent, total * (1 - get(plan.activations[round], at)));
      for (int h = 0; h < POSE; h++) {
        float variance = get(plan.variances[round], at * POSE + h);
        float first = 0;
        float second = 0;
        for (int slot = 0; slot < g.slots(); slot++) {
          int pair = plan.pair(parent, slot);
          float difference = plan.difference(image, round, parent, pair, h);
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
    for (int pair = 0; pair < pairs; pair++) {
      int pose = (image * g.children() + plan.child(pair)) * NUMBERS;
      int matrix = (g.matrix(plan.slot(pair)) * g.parentTypes() + plan.type(pair)) * POSE;
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
