package capstan.core.kernel;

import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PointwiseContractTest {

  @Property(tries = 50)
  void shortTensors(@ForAll @IntRange(max = 70) int n) {
    check(n);
  }

  @Property(tries = 5)
  void longTensors(@ForAll @IntRange(min = 30_000, max = 200_000) int n) {
    check(n);
  }

  private static void check(int n) {
    KernelComparison comparison = new KernelComparison();
    Tensor a = comparison.normal(n);
    Tensor b = comparison.normal(n);
    List<KernelComparison.Kernel> kernels =
        List.of(
            (backend, y) -> backend.pointwise().add(a, b, y.get(0)),
            (backend, y) -> backend.pointwise().multiply(a, b, y.get(0)),
            (backend, y) -> backend.pointwise().divide(a, b, y.get(0)),
            (backend, y) -> backend.pointwise().addScaled(a, -1.7f, b, y.get(0)),
            (backend, y) -> backend.pointwise().scale(a, 0.37f, y.get(0)),
            (backend, y) -> backend.pointwise().scaledDifference(a, b, -1.7f, y.get(0)),
            (backend, y) -> backend.pointwise().interpolate(a, b, 0.3f, y.get(0)),
            (backend, y) -> backend.pointwise().relu(a, y.get(0)),
            (backend, y) -> backend.pointwise().reluBackward(a, b, y.get(0)),
            (backend, y) -> backend.pointwise().sigmoid(a, y.get(0)),
            (backend, y) -> backend.pointwise().sigmoidBackward(a, b, y.get(0)));
    for (KernelComparison.Kernel kernel : kernels) {
      comparison.compare(0, kernel, a.shape());
    }
    comparison.compareBits((backend, y) -> backend.pointwise().exp(a, y.get(0)), a.shape());
    comparison.compareBits((backend, y) -> backend.pointwise().tanh(a, y.get(0)), a.shape());
    List<KernelComparison.Kernel> inPlace =
        List.of(
            (backend, y) -> backend.pointwise().add(y.get(0), b, y.get(0)),
            (backend, y) -> backend.pointwise().multiply(b, y.get(0), y.get(0)),
            (backend, y) -> backend.pointwise().divide(y.get(0), b, y.get(0)),
            (backend, y) -> backend.pointwise().addScaled(b, 0.7f, y.get(0), y.get(0)),
            (backend, y) -> backend.pointwise().log(y.get(0), y.get(0)),
            (backend, y) -> backend.pointwise().tanh(y.get(0), y.get(0)),
            (backend, y) -> backend.pointwise().scale(y.get(0), 0.37f, y.get(0)),
            (backend, y) -> backend.pointwise().scaledDifference(b, y.get(0), 3, y.get(0)),
            (backend, y) -> backend.pointwise().interpolate(y.get(0), b, 0.001f, y.get(0)),
            (backend, y) -> backend.pointwise().interpolate(b, y.get(0), 0.3f, y.get(0)),
            (backend, y) -> backend.pointwise().relu(y.get(0), y.get(0)),
            (backend, y) -> backend.pointwise().reluBackward(b, y.get(0), y.get(0)),
            (backend, y) -> backend.pointwise().sigmoid(y.get(0), y.get(0)),
            (backend, y) -> backend.pointwise().sigmoidBackward(b, y.get(0), y.get(0)),
            (backend, y) -> backend.pointwise().exp(y.get(0), y.get(0)));
    for (KernelComparison.Kernel kernel : inPlace) {
      comparison.compare(
          0,
          (backend, y) -> {
            y.get(0).copyFrom(a);
            kernel.run(backend, y);
          },
          a.shape());
    }
  }

  @Property(tries = 50)
  void bias(
      @ForAll @IntRange(max = 40) int rows, @ForAll @IntRange(min = 1, max = 70) int columns) {
    KernelComparison comparison = new KernelComparison();
    Tensor x = comparison.normal(rows, columns);
    Tensor bias = comparison.normal(columns);
    comparison.compare(
        0, (backend, y) -> backend.pointwise().addBias(x, bias, y.get(0)), x.shape());
    comparison.compare(
        0,
        (backend, y) -> {
          y.get(0).copyFrom(x);
          backend.pointwise().addBias(y.get(0), bias, y.get(0));
        },
        x.shape());
  }

  /** Every exponent, both signs, and the numbers where a formula changes. */
  @Example
  void exponentialsOfAllKindsHaveTheSameBits() {
    float[] values = new float[8192 + 37];
    for (int k = 0; k < 8192; k++) {
      values[k] = Float.intBitsToFloat((k << 19) | (k * 40503 & 0x7ffff));
    }
    float[] special = {
      88.72283f,
      88.72284f,
      88.38f,
      87.9f,
      -87.33654f,
      -87.33655f,
      -87.3f,
      0,
      -0f,
      0.625f,
      -0.625f,
      0.70710677f,
      0.7071068f,
      1.4142135f,
      1.4142137f,
      1,
      Float.MIN_NORMAL,
      Float.MIN_VALUE
    };
    System.arraycopy(special, 0, values, 8192, special.length);
    KernelComparison comparison = new KernelComparison();
    // NaN has many bit patterns, and which of them comes out is nobody's business.
    for (int k = 0; k < values.length; k++) {
      values[k] = Float.isNaN(values[k]) ? Float.NaN : values[k];
    }
    Tensor x = comparison.input(Shape.of(values.length), values);
    comparison.compareBits((backend, y) -> backend.pointwise().exp(x, y.get(0)), x.shape());
    comparison.compareBits((backend, y) -> backend.pointwise().log(x, y.get(0)), x.shape());
    comparison.compareBits((backend, y) -> backend.pointwise().tanh(x, y.get(0)), x.shape());
  }

  @Example
  void specialNumbers() {
    float[] values = new float[53];
    float[] special = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, -0f, 1e-40f, 200, -200
    };
    for (int k = 0; k < values.length; k++) {
      values[k] = special[k % special.length];
    }
    KernelComparison comparison = new KernelComparison();
    Tensor x = comparison.input(Shape.of(values.length), values);
    comparison.compare(0, (backend, y) -> backend.pointwise().relu(x, y.get(0)), x.shape());
    comparison.compare(0, (backend, y) -> backend.pointwise().sigmoid(x, y.get(0)), x.shape());
    Tensor dy = comparison.normal(values.length);
    comparison.compare(
        0, (backend, y) -> backend.pointwise().reluBackward(x, dy, y.get(0)), x.shape());
  }

  @Property(tries = 60)
  void scaledColumns(
      @ForAll @IntRange(max = 300) int rows, @ForAll @IntRange(min = 1, max = 130) int columns) {
    KernelComparison comparison = new KernelComparison();
    Tensor a = comparison.normal(rows, columns);
    Tensor b = comparison.normal(rows, columns);
    Tensor aFactors = comparison.normal(columns);
    Tensor bFactors = comparison.normal(columns);
    Tensor summands = comparison.normal(columns);
    comparison.compareBits(
        (backend, outputs) -> {
          backend.pointwise().scaleColumns(a, aFactors, summands, outputs.get(0));
          backend.pointwise().scaleColumns(a, aFactors, b, bFactors, summands, outputs.get(1));
          outputs.get(2).copyFrom(a);
          backend
              .pointwise()
              .scaleColumns(outputs.get(2), aFactors, b, bFactors, summands, outputs.get(2));
        },
        a.shape(),
        a.shape(),
        a.shape());
  }
}
