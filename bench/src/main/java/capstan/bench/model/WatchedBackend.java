package capstan.bench.model;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import capstan.core.kernel.Convolution;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.kernel.Gemm;
import capstan.core.kernel.Routing;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.kernel.RoutingPlan;
import capstan.core.simd.SimdBackend;

/** The SIMD backend with a {@link StepRecorder} that times the layers' kernels. */
final class WatchedBackend {
  private WatchedBackend() {}

  /**
   * A new backend.
   *
   * @param threads size of its team
   * @param recorder the clock
   */
  static Backend create(int threads, StepRecorder recorder) {
    Backend simd = SimdBackend.create(new Workers(threads, recorder));
    return new Backend(
        simd.name(),
        simd.description(),
        simd.vectorLoops(),
        simd.workers(),
        new WatchedGemm(simd.gemm(), recorder),
        new WatchedConvolution(simd.convolution(), recorder),
        simd.depthwise(),
        simd.capsules(),
        new WatchedRouting(simd.routing(), recorder),
        simd.selfAttention(),
        simd.emRouting(),
        simd.pointwise(),
        simd.reduction(),
        simd.softmax(),
        simd.adam(),
        () -> {});
  }

  /** Plans that are watched: Conv1 is the one with images of a single channel. */
  private static final class WatchedConvolution extends Convolution {
    private final Convolution inner;
    private final StepRecorder recorder;

    WatchedConvolution(Convolution inner, StepRecorder recorder) {
      this.inner = inner;
      this.recorder = recorder;
    }

    @Override
    public ConvolutionPlan plan(ConvolutionGeometry geometry, Workspace workspace) {
      return new WatchedConvolutionPlan(inner.plan(geometry, workspace), recorder);
    }

    @Override
    public long planBytes(ConvolutionGeometry geometry) {
      return inner.planBytes(geometry);
    }
  }

  /** Conv1 is timed as a whole, PrimaryCaps by stages. */
  private static final class WatchedConvolutionPlan extends ConvolutionPlan {
    private static final StepRecorder.Stages FORWARD =
        new StepRecorder.Stages(
            StepPart.PRIMARY_FORWARD_TRANSFORMS,
            StepPart.PRIMARY_FORWARD_PRODUCTS,
            StepPart.PRIMARY_FORWARD_INVERSE);
    private static final StepRecorder.Stages TO_INPUT =
        new StepRecorder.Stages(
            StepPart.PRIMARY_TO_INPUT_TRANSFORMS,
            StepPart.PRIMARY_TO_INPUT_PRODUCTS,
            StepPart.PRIMARY_TO_INPUT_INVERSE);

    /** The transform of dy is kept from the pass before. */
    private static final StepRecorder.Stages TO_WEIGHTS =
        new StepRecorder.Stages(
            StepPart.PRIMARY_TO_INPUT_TRANSFORMS,
            StepPart.PRIMARY_TO_WEIGHTS_PRODUCTS,
            StepPart.PRIMARY_TO_WEIGHTS_INVERSE);

    private final ConvolutionPlan inner;
    private final StepRecorder recorder;
    private final boolean conv1;

    WatchedConvolutionPlan(ConvolutionPlan inner, StepRecorder recorder) {
      super(inner.geometry());
      this.inner = inner;
      this.recorder = recorder;
      conv1 = inner.geometry().inChannels() == 1;
    }

    private void time(StepPart whole, StepRecorder.Stages stages, Runnable pass) {
      if (conv1) {
        recorder.time(whole, pass);
      } else {
        recorder.timeStages(stages, pass);
      }
    }

    @Override
    public void keepWeights(boolean kept) {
      inner.keepWeights(kept);
    }

    @Override
    protected void computeForward(Tensor x, Tensor weight, Tensor bias, Tensor y) {
      time(StepPart.CONV1_FORWARD, FORWARD, () -> inner.forward(x, weight, bias, y));
    }

    @Override
    public boolean fusesRelu() {
      return conv1 && inner.fusesRelu();
    }

    @Override
    protected void computeForwardRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
      recorder.time(StepPart.CONV1_FORWARD, () -> inner.forwardRelu(x, weight, bias, y));
    }

    @Override
    protected void computeBackwardParametersRelu(
        Tensor x, Tensor y, Tensor dy, Tensor dWeight, Tensor dBias) {
      recorder.time(
          StepPart.CONV1_TO_WEIGHTS, () -> inner.backwardParametersRelu(x, y, dy, dWeight, dBias));
    }

    /** Asked of PrimaryCaps alone: images have no gradient. */
    @Override
    protected void computeBackwardInput(Tensor dy, Tensor weight, Tensor dx) {
      recorder.timeStages(TO_INPUT, () -> inner.backwardInput(dy, weight, dx));
    }

    @Override
    protected void computeBackwardWeight(Tensor x, Tensor dy, Tensor dWeight) {
      time(StepPart.CONV1_TO_WEIGHTS, TO_WEIGHTS, () -> inner.backwardWeight(x, dy, dWeight));
    }
  }

  private static final class WatchedRouting extends Routing {
    private final Routing inner;
    private final StepRecorder recorder;

    WatchedRouting(Routing inner, StepRecorder recorder) {
      this.inner = inner;
      this.recorder = recorder;
    }

    @Override
    public RoutingPlan plan(RoutingGeometry geometry, Workspace workspace) {
      return new WatchedRoutingPlan(inner.plan(geometry, workspace), recorder);
    }

    @Override
    public long planBytes(RoutingGeometry geometry) {
      return inner.planBytes(geometry);
    }
  }

  private static final class WatchedRoutingPlan extends RoutingPlan {
    private final RoutingPlan inner;
    private final StepRecorder recorder;

    WatchedRoutingPlan(RoutingPlan inner, StepRecorder recorder) {
      super(inner.geometry());
      this.inner = inner;
      this.recorder = recorder;
    }

    @Override
    protected void computeForward(Tensor u, Tensor w, Tensor bias, Tensor v) {
      recorder.time(StepPart.DIGIT_CAPS_FORWARD, () -> inner.forward(u, w, bias, v));
    }

    @Override
    protected void computeBackward(
        Tensor u, Tensor w, Tensor bias, Tensor dv, Tensor du, Tensor dw, Tensor dBias) {
      recorder.time(
          StepPart.DIGIT_CAPS_BACKWARD, () -> inner.backward(u, w, bias, dv, du, dw, dBias));
    }
  }

  /** The decoder's products: forward, the right factor alone is transposed. */
  private static final class WatchedGemm extends Gemm {
    private final Gemm inner;
    private final StepRecorder recorder;

    WatchedGemm(Gemm inner, StepRecorder recorder) {
      this.inner = inner;
      this.recorder = recorder;
    }

    @Override
    protected void compute(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
      recorder.time(
          transposeB && !transposeA ? StepPart.DECODER_FORWARD : StepPart.DECODER_BACKWARD,
          () -> inner.multiply(a, transposeA, b, transposeB, c));
    }
  }
}
