package capstan.cublas;

import capstan.core.Workers;
import capstan.core.kernel.BorrowedCapsules;
import capstan.core.kernel.Capsules;

/**
 * Capsules whose prediction vectors are computed on the device where that pays: one product for
 * each input capsule, all in one batch. They seldom pay by themselves, since the prediction vectors
 * are many for the little arithmetic that they take.
 */
final class CublasCapsules extends BorrowedCapsules {
  private final DeviceContext context;
  private final Operands operands;
  private final ProductCost cost;

  CublasCapsules(DeviceContext context, Workers workers, ProductCost cost, Capsules processor) {
    super(processor);
    this.context = context;
    this.cost = cost;
    operands = new Operands(context, workers);
  }

  @Override
  protected void predictionVectors(
      Extents x, float[] u, int uOffset, float[] w, int wOffset, float[] p, int pOffset) {
    if (!prefersDevice(x)) {
      super.predictionVectors(x, u, uOffset, w, wOffset, p, pOffset);
      return;
    }
    int rows = x.outCapsules() * x.outDimensions();
    try {
      reserve(inputs(x), weights(x), predictions(x));
      send(u, uOffset, inputs(x), w, wOffset, weights(x));
      context
          .gemm()
          .multiplyBatch(
              x.inCapsules(),
              x.batch(),
              rows,
              x.inDimensions(),
              operands.a(),
              x.inCapsules() * x.inDimensions(),
              x.inDimensions(),
              false,
              operands.b(),
              x.inDimensions(),
              (long) rows * x.inDimensions(),
              true,
              operands.c(),
              x.inCapsules() * rows,
              rows,
              false);
      fetch(p, pOffset, predictions(x));
    } catch (CublasException failure) {
      context.settle(failure);
      throw failure;
    }
  }

  @Override
  protected void predictionVectorsBackwardInput(
      Extents x, float[] dp, int dpOffset, float[] w, int wOffset, float[] du, int duOffset) {
    if (!prefersDevice(x)) {
      super.predictionVectorsBackwardInput(x, dp, dpOffset, w, wOffset, du, duOffset);
      return;
    }
    int rows = x.outCapsules() * x.outDimensions();
    try {
      reserve(predictions(x), weights(x), inputs(x));
      send(dp, dpOffset, predictions(x), w, wOffset, weights(x));
      context
          .gemm()
          .multiplyBatch(
              x.inCapsules(),
              x.batch(),
              x.inDimensions(),
              rows,
              operands.a(),
              x.inCapsules() * rows,
              rows,
              false,
              operands.b(),
              x.inDimensions(),
              (long) rows * x.inDimensions(),
              false,
              operands.c(),
              x.inCapsules() * x.inDimensions(),
              x.inDimensions(),
              false);
      fetch(du, duOffset, inputs(x));
    } catch (CublasException failure) {
      context.settle(failure);
      throw failure;
    }
  }

  @Override
  protected void predictionVectorsBackwardWeight(
      Extents x, float[] u, int uOffset, float[] dp, int dpOffset, float[] dw, int dwOffset) {
    if (!prefersDevice(x)) {
      super.predictionVectorsBackwardWeight(x, u, uOffset, dp, dpOffset, dw, dwOffset);
      return;
    }
    int rows = x.outCapsules() * x.outDimensions();
    try {
      reserve(predictions(x), inputs(x), weights(x));
      send(dp, dpOffset, predictions(x), u, uOffset, inputs(x));
      context
          .gemm()
          .multiplyBatch(
              x.inCapsules(),
              rows,
              x.inDimensions(),
              x.batch(),
              operands.a(),
              x.inCapsules() * rows,
              rows,
              true,
              operands.b(),
              x.inCapsules() * x.inDimensions(),
              x.inDimensions(),
              false,
              operands.c(),
              x.inDimensions(),
              (long) rows * x.inDimensions(),
              false);
      fetch(dw, dwOffset, weights(x));
    } catch (CublasException failure) {
      context.settle(failure);
      throw failure;
    }
  }

  private boolean prefersDevice(Extents x) {
    double flops = 2.0 * predictions(x) * x.inDimensions();
    double bytes = 4.0 * inputs(x) + 4.0 * weights(x) + 4.0 * predictions(x);
    return flops > 0 && cost.prefersDevice(flops, bytes, 1);
  }

  private static int inputs(Extents x) {
    return x.batch() * x.inCapsules() * x.inDimensions();
  }

  private static int weights(Extents x) {
    return x.inCapsules() * x.outCapsules() * x.outDimensions() * x.inDimensions();
  }

  private static int predictions(Extents x) {
    return x.batch() * x.inCapsules() * x.outCapsules() * x.outDimensions();
  }

  private void reserve(int a, int b, int c) {
    operands.reserve(a, b, c);
  }

  private void send(float[] a, int aOffset, int aCount, float[] b, int bOffset, int bCount) {
    operands.sendA(a, aOffset, 1, aCount, aCount);
    operands.sendB(b, bOffset, 1, bCount, bCount);
    operands.beginProducts();
  }

  private void fetch(float[] c, int offset, int count) {
    operands.fetchC(c, offset, 1, count, count);
  }
}
