package capstan.cublas;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.cublas.driver.Event;

/**
 * A convolution on the device. The input and the weights stay there from the forward pass for the
 * backward passes, and dy is sent once for both.
 *
 * <p>Data goes out in pieces: while the device fetches one from pinned memory, the workers fill the
 * next, and while one phase of the input travels, the products of the one before it are computed.
 * Results come back in one piece and reach a tensor only after the device has reported success.
 * Where the gradient of the weights was asked for after that of the input in the step before, it is
 * started at once, and is computed and fetched while the workers copy the other.
 */
final class CublasConvolutionPlan extends ConvolutionPlan {
  /** Bytes that go to the device in one copy: enough for its full speed, few enough to overlap. */
  private static final int PIECE = 8 << 20;

  private final DeviceContext context;
  private final DeviceRegions regions;
  private final PhasedRows input;
  private final PhasedRows output;
  private final ImageCopies inputCopies;
  private final ImageCopies outputCopies;
  private final ArrayCopies weightCopies;
  private final ConvolutionProducts products;

  private boolean holdsInput;
  private boolean holdsWeights;
  private boolean keepsWeights;
  private Tensor sentGradient;
  private boolean sentForWeights;
  private boolean weightsFollowInput;
  private Tensor aheadGradient;

  CublasConvolutionPlan(
      ConvolutionGeometry geometry, Workspace workspace, DeviceContext context, Workers workers) {
    super(geometry);
    this.context = context;
    input = PhasedRows.ofInput(geometry);
    output = PhasedRows.ofOutput(geometry);
    inputCopies = new ImageCopies(input, workers);
    outputCopies = new ImageCopies(output, workers);
    weightCopies = new ArrayCopies(workers);
    products = new ConvolutionProducts(geometry, input, context.gemm);
    regions =
        new DeviceRegions(
            context.pool, input.elements(), weightElements(geometry), output.elements());
    workspace.atReset(this::release);
  }

  static int weightElements(ConvolutionGeometry g) {
    return g.kernelHeight() * g.kernelWidth() * g.inChannels() * g.outChannels();
  }

  private void release() {
    try {
      if (aheadGradient != null && regions.open()) {
        context.copies.synchronize();
      }
    } finally {
      forget();
      regions.close();
    }
  }

  private void forget() {
    holdsInput = false;
    holdsWeights = false;
    sentGradient = null;
    aheadGradient = null;
  }

  /** Leaves nothing half done: neither copies under way nor the belief that they had arrived. */
  private RuntimeException failed(RuntimeException failure) {
    forget();
    context.settle(failure);
    return failure;
  }

  @Override
  public void keepWeights(boolean kept) {
    keepsWeights = kept;
    holdsWeights = false;
  }

  @Override
  protected void computeForward(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    try {
      dropAhead();
      holdsInput = false;
      sentGradient = null;
      if (!keepsWeights || !holdsWeights) {
        sendWeights(weight);
      }
      for (int phase = 0; phase < input.phases(); phase++) {
        int first = phase * input.rows();
        sendSlabs(x, inputCopies, regions.x(), regions.pinnedX(), first, input.rows());
        context.copiesBeforeProducts();
        context.clock.beginProducts(context.compute);
        products.forward(phase, regions.x(), regions.weights(), regions.y());
        context.clock.end(context.compute);
      }
      holdsInput = true;
      context.fetch(
          regions.pinned(), regions.pinnedY(), regions.y(), output.elements(), context.arrived);
      context.await(context.arrived);
      context.clock.collect();
    } catch (RuntimeException failure) {
      throw failed(failure);
    }
    outputCopies.fromPinned(y, bias, regions.pinned(), regions.pinnedY());
  }

  @Override
  protected void computeBackwardInput(Tensor dy, Tensor weight, Tensor dx) {
    try {
      keepsWeights = false;
      dropAhead();
      if (!holdsWeights) {
        sendWeights(weight);
      }
      sendGradient(dy, false);
      context.copiesBeforeProducts();
      context.clock.beginProducts(context.compute);
      context.compute.clear(regions.dx(), input.elements() * Float.BYTES);
      products.backwardInput(regions.y(), regions.weights(), regions.dx());
      context.clock.end(context.compute);
      context.fetch(
          regions.pinned(), regions.pinnedX(), regions.dx(), input.elements(), context.arrived);
      if (weightsFollowInput && holdsInput) {
        startWeightGradient(context.arrivedAhead);
        aheadGradient = dy;
      }
      context.await(context.arrived);
    } catch (RuntimeException failure) {
      throw failed(failure);
    }
    inputCopies.fromPinned(dx, null, regions.pinned(), regions.pinnedX());
  }

  @Override
  protected void computeBackwardWeight(Tensor x, Tensor dy, Tensor dWeight) {
    try {
      keepsWeights = false;
      if (aheadGradient == dy) {
        aheadGradient = null;
        sentGradient = null;
        context.await(context.arrivedAhead);
      } else {
        dropAhead();
        if (!holdsInput) {
          sendInput(x);
        }
        weightsFollowInput = sendGradient(dy, true);
        context.copiesBeforeProducts();
        startWeightGradient(context.arrived);
        context.await(context.arrived);
      }
      context.clock.collect();
    } catch (RuntimeException failure) {
      throw failed(failure);
    }
    weightCopies.fromPinned(dWeight, regions.pinned(), regions.pinnedWeights());
  }

  private void startWeightGradient(Event arrival) {
    context.clock.beginProducts(context.compute);
    products.backwardWeights(regions.x(), regions.y(), regions.dWeights());
    context.clock.end(context.compute);
    context.fetch(
        regions.pinned(),
        regions.pinnedWeights(),
        regions.dWeights(),
        weightElements(geometry()),
        arrival);
  }

  /** Waits for a result that was not fetched, whose memory is about to be used again. */
  private void dropAhead() {
    if (aheadGradient != null) {
      aheadGradient = null;
      context.await(context.arrivedAhead);
    }
  }

  private void sendWeights(Tensor weight) {
    int elements = weightElements(geometry());
    int piece = PIECE / Float.BYTES;
    for (int from = 0; from < elements; from += piece) {
      int count = Math.min(piece, elements - from);
      long at = (long) from * Float.BYTES;
      long pinned = regions.pinnedWeights() + at;
      weightCopies.toPinned(weight, from, count, regions.pinned(), pinned);
      context.send(regions.weights() + at, regions.pinned(), pinned, count);
    }
    holdsWeights = true;
  }

  private void sendInput(Tensor x) {
    sendSlabs(x, inputCopies, regions.x(), regions.pinnedX(), 0, input.slabs());
    holdsInput = true;
  }

  /**
   * Sends dy unless the other pass has.
   *
   * @return whether it had been sent
   */
  private boolean sendGradient(Tensor dy, boolean forWeights) {
    boolean sent = sentGradient == dy && sentForWeights != forWeights;
    if (!sent) {
      sendSlabs(dy, outputCopies, regions.y(), regions.pinnedY(), 0, output.slabs());
      sentForWeights = forWeights;
    }
    sentGradient = sent ? null : dy;
    return sent;
  }

  private void sendSlabs(
      Tensor images, ImageCopies imageCopies, long target, long pinned, int first, int count) {
    long slabLength = imageCopies.layout.slabLength();
    long slabBytes = slabLength * Float.BYTES;
    int piece = Math.clamp(PIECE / slabBytes, 1, count);
    int end = first + count;
    for (int slab = first; slab < end; slab += piece) {
      int slabs = Math.min(piece, end - slab);
      imageCopies.toPinned(images, regions.pinned(), pinned, slab, slabs);
      context.send(
          target + slab * slabBytes,
          regions.pinned(),
          pinned + slab * slabBytes,
          slabs * slabLength);
    }
  }
}
