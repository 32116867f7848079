package capstan.core.simd.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.Routing;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.kernel.RoutingPlan;
import capstan.core.scalar.ScalarBackend;
import capstan.core.testing.RandomTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fused layer against the written-out one, and what must not show in its results. */
class SimdRoutingTest {
  private final RandomTensors random = new RandomTensors(13);

  /** Everything a layer reads and writes. */
  private record Layer(
      RoutingGeometry geometry,
      Tensor u,
      Tensor w,
      Tensor bias,
      Tensor dv,
      Tensor v,
      Tensor du,
      Tensor dw,
      Tensor dBias) {

    void run(Routing routing) {
      RoutingPlan plan = routing.plan(geometry, new Workspace());
      plan.forward(u, w, bias, v);
      plan.backward(u, w, bias, dv, du, dw, dBias);
    }

    /** The same inputs, results of its own. */
    Layer again() {
      return new Layer(
          geometry, u, w, bias, dv, same(v), same(du), same(dw), bias == null ? null : same(dBias));
    }

    private static Tensor same(Tensor tensor) {
      return RandomTensors.empty(tensor.shape().extents());
    }
  }

  private Layer layer(
      int batch,
      int in,
      int inDimensions,
      int out,
      int outDimensions,
      int rounds,
      boolean allRounds,
      boolean biased) {
    Tensor w = random.normal(in, out, outDimensions, inDimensions);
    ScalarBackend.create().pointwise().scale(w, (float) (2 / Math.sqrt(in * inDimensions)), w);
    return new Layer(
        new RoutingGeometry(batch, in, inDimensions, out, outDimensions, rounds, allRounds, 1e-7f),
        random.normal(batch, in, inDimensions),
        w,
        biased ? random.normal(out, outDimensions) : null,
        random.normal(batch, out, outDimensions),
        RandomTensors.empty(batch, out, outDimensions),
        RandomTensors.empty(batch, in, inDimensions),
        RandomTensors.empty(in, out, outDimensions, inDimensions),
        biased ? RandomTensors.empty(out, outDimensions) : null);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, 1",
    "1, 5, 8, 3, 4",
    "3, 7, 4, 2, 5",
    "16, 20, 8, 10, 16",
    "17, 200, 9, 3, 17",
    "33, 13, 16, 5, 8",
    "5, 97, 3, 4, 20",
    "2, 300, 8, 10, 16",
    "0, 4, 2, 3, 2"
  })
  void equalsTheScalarLayer(int batch, int in, int inDimensions, int out, int outDimensions) {
    try (Workers workers = new Workers(2)) {
      for (int rounds = 1; rounds <= 4; rounds++) {
        for (int mode = 0; mode < 4; mode++) {
          Layer layer =
              layer(batch, in, inDimensions, out, outDimensions, rounds, mode % 2 == 1, mode > 1);
          Layer expected = layer.again();
          layer.run(new SimdRouting(workers));
          expected.run(ScalarBackend.create().routing());
          RandomTensors.assertClose(layer.v, expected.v);
          RandomTensors.assertClose(layer.du, expected.du);
          RandomTensors.assertClose(layer.dw, expected.dw);
          if (mode > 1) {
            RandomTensors.assertClose(layer.dBias, expected.dBias);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void threadsDoNotShow(boolean allRounds) {
    Layer one = layer(37, 250, 8, 10, 16, 3, allRounds, true);
    try (Workers workers = new Workers(1)) {
      one.run(new SimdRouting(workers));
    }
    for (int threads = 2; threads <= 3; threads++) {
      Layer other = one.again();
      try (Workers workers = new Workers(threads)) {
        other.run(new SimdRouting(workers));
      }
      RandomTensors.assertSameBits(other.v, one.v);
      RandomTensors.assertSameBits(other.du, one.du);
      RandomTensors.assertSameBits(other.dw, one.dw);
      RandomTensors.assertSameBits(other.dBias, one.dBias);
    }
  }

  @Test
  void anImageAloneGivesTheBitsItGivesInABatch() {
    try (Workers workers = new Workers(2)) {
      Layer all = layer(37, 250, 8, 10, 16, 3, true, true);
      all.run(new SimdRouting(workers));
      for (int image : new int[] {0, 5, 16, 36}) {
        Layer alone = layer(1, 250, 8, 10, 16, 3, true, true);
        alone =
            new Layer(
                alone.geometry,
                all.u.slice(image, 1),
                all.w,
                all.bias,
                all.dv.slice(image, 1),
                alone.v,
                alone.du,
                alone.dw,
                alone.dBias);
        alone.run(new SimdRouting(workers));
        RandomTensors.assertSameBits(alone.v, RandomTensors.copy(all.v.slice(image, 1)));
        RandomTensors.assertSameBits(alone.du, RandomTensors.copy(all.du.slice(image, 1)));
      }
    }
  }

  /** With an input capsule per lane and weights in another order, for as many as that is for. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, 3",
    "5, 8, 1, 4, 1",
    "7, 4, 2, 5, 2",
    "97, 9, 4, 20, 4",
    "250, 8, 10, 16, 3",
    "300, 17, 3, 2, 3"
  })
  void keptWeightsDoNotShow(int in, int inDimensions, int out, int outDimensions, int rounds) {
    try (Workers workers = new Workers(2)) {
      for (int batch = 0; batch <= FewImages.MOST + 1; batch++) {
        Layer layer = layer(batch, in, inDimensions, out, outDimensions, rounds, false, true);
        Layer kept = layer.again();
        layer.run(new SimdRouting(workers));
        RoutingPlan plan = new SimdRouting(workers).plan(kept.geometry, new Workspace());
        plan.keepWeights(true);
        for (int pass = 0; pass < 2; pass++) {
          kept.v.fill(Float.NaN);
          plan.forward(kept.u, kept.w, kept.bias, kept.v);
          RandomTensors.assertSameBits(kept.v, layer.v);
        }
      }
    }
  }

  @Test
  void keptWeightsAreAPromiseWithoutGradients() {
    try (Workers workers = new Workers(1)) {
      Layer layer = layer(1, 20, 8, 3, 4, 3, false, true);
      Layer again = layer.again();
      RoutingPlan plan = new SimdRouting(workers).plan(layer.geometry, new Workspace());
      plan.keepWeights(true);
      plan.forward(layer.u, layer.w, layer.bias, layer.v);
      assertThatThrownBy(
              () ->
                  plan.backward(
                      layer.u, layer.w, layer.bias, layer.dv, layer.du, layer.dw, layer.dBias))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("kept weights");
      plan.keepWeights(false);
      again.run(new SimdRouting(workers));
      plan.forward(layer.u, layer.w, layer.bias, layer.v);
      plan.backward(layer.u, layer.w, layer.bias, layer.dv, layer.du, layer.dw, layer.dBias);
      RandomTensors.assertSameBits(layer.v, again.v);
      RandomTensors.assertSameBits(layer.dw, again.dw);
      layer.w.fill(0.01f);
      plan.keepWeights(true);
      plan.forward(layer.u, layer.w, layer.bias, layer.v);
      again.run(new SimdRouting(workers));
      RandomTensors.assertSameBits(layer.v, again.v);
    }
  }

  @Test
  void aPlanGivesTheSameBitsAgain() {
    try (Workers workers = new Workers(2)) {
      Layer first = layer(5, 40, 8, 3, 16, 3, true, false);
      Layer second = first.again();
      RoutingPlan plan = new SimdRouting(workers).plan(first.geometry, new Workspace());
      for (Layer layer : new Layer[] {first, second}) {
        plan.forward(layer.u, layer.w, null, layer.v);
        plan.backward(layer.u, layer.w, null, layer.dv, layer.du, layer.dw, null);
      }
      RandomTensors.assertSameBits(second.v, first.v);
      RandomTensors.assertSameBits(second.du, first.du);
      RandomTensors.assertSameBits(second.dw, first.dw);
    }
  }

  @ParameterizedTest
  @CsvSource({"37, 3, true", "37, 3, false", "5, 1, true", "5, 1, false", "1, 2, false"})
  void thePlanTakesTheBytesItSays(int batch, int rounds, boolean allRounds) {
    try (Workers workers = new Workers(2)) {
      RoutingGeometry geometry =
          new RoutingGeometry(batch, 110, 8, 10, 17, rounds, allRounds, 1e-7f);
      Workspace workspace = new Workspace();
      SimdRouting routing = new SimdRouting(workers);
      int start = workspace.take(1).offset();
      routing.plan(geometry, workspace);
      int taken = workspace.take(1).offset() - start;
      // Tensors start at whole cache lines, so each of at most 40 may take 15 floats more.
      assertThat((long) taken * Float.BYTES)
          .isBetween(
              routing.planBytes(geometry), routing.planBytes(geometry) + 40L * 16 * Float.BYTES);
    }
  }
}
