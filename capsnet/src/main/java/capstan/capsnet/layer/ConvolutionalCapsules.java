package capstan.capsnet.layer;

import capstan.autograd.Variable;
import capstan.autograd.capsule.CapsuleWindows;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.kernel.Backend;
import java.util.List;
import java.util.Optional;

/**
 * Capsules on a grid of capsules, seen through a kernel that moves over it: [H · W · T, D] to [H' ·
 * W' · T', D'], place by place in rows, without padding. The matrices are the same at all places,
 * one for each capsule under the kernel and each type above it.
 *
 * <p>Each window is a routing problem of its own: the capsules under the kernel are routed by
 * agreement to the types at the one place above it, and a capsule's coupling coefficients sum to 1
 * over those types. A capsule that lies in several windows is routed in each of them anew, as if it
 * were several; the parents of several places do not compete for it.
 *
 * @param below where the capsules lie that are routed
 * @param size K, rows and columns of places under the kernel
 * @param stride its step on both axes
 * @param window what is done with each window; its matrices are W [K · K · T, T', D', D]
 */
public record ConvolutionalCapsules(CapsuleGrid below, int size, int stride, OutputCapsules window)
    implements CapsuleLayer {

  /**
   * Checks that the kernel fits.
   *
   * @throws InvalidSettingException if it does not, or its windows are of another size
   */
  public ConvolutionalCapsules {
    if (size < 1 || size > Math.min(below.height(), below.width()) || stride < 1) {
      throw new InvalidSettingException(
          "%s: a kernel of %dx%d with stride %d does not fit %dx%d places"
              .formatted(
                  LayerSummary.title(window.name()),
                  size,
                  size,
                  stride,
                  below.height(),
                  below.width()));
    }
    Shape read = windowShape(below, size);
    if (!window.input().equals(read)) {
      throw new InvalidSettingException(
          "%s: found matrices for %s, expected %s of a window"
              .formatted(LayerSummary.title(window.name()), window.input(), read));
    }
  }

  /**
   * Capsules without bias whose matrices start as {@link Routing#steady} says.
   *
   * @param name among PyTorch's modules, such as {@code conv_caps}
   * @param below on which it stands
   * @param size rows and columns of places under the kernel
   * @param stride its step on both axes
   * @param output T' types of D' numbers, [T', D']
   * @param routing rounds and gradient
   * @throws InvalidSettingException if the kernel does not fit, or there are too many numbers
   */
  public ConvolutionalCapsules(
      String name, CapsuleLayer below, int size, int stride, Shape output, Routing routing) {
    CapsuleGrid grid = below.grid();
    Shape read = windowShape(grid, size);
    InitialDistribution law = routing.steady(below, read.extent(0), output);
    this(
        grid,
        size,
        stride,
        new OutputCapsules(name, read, grid.types(), output, routing, law, Optional.empty()));
    LayerSize.require(name, "capsules of windows", places(), read.extent(0), read.extent(1));
  }

  private static Shape windowShape(CapsuleGrid grid, int size) {
    return Shape.of(
        Math.multiplyExact(Math.multiplyExact(size, size), grid.types()), grid.dimensions());
  }

  private int places() {
    return grid().height() * grid().width();
  }

  @Override
  public String name() {
    return window.name();
  }

  @Override
  public CapsuleGrid grid() {
    return new CapsuleGrid(
        (below.height() - size) / stride + 1,
        (below.width() - size) / stride + 1,
        window.output().extent(0),
        window.output().extent(1));
  }

  @Override
  public Shape input() {
    return below.shape();
  }

  @Override
  public Shape output() {
    return grid().shape();
  }

  @Override
  public List<ModelParameter> parameters() {
    return window.parameters();
  }

  @Override
  public String description() {
    return "%d types x %d kernels %dx%dx%d, stride %d, %s"
        .formatted(
            window.output().extent(0),
            window.output().extent(1),
            size,
            size,
            below.types(),
            stride,
            window.description());
  }

  @Override
  public double flops() {
    return places() * window.flops();
  }

  @Override
  public Variable record(Variable x) {
    int[] extents = {x.shape().extent(0), output().extent(0), output().extent(1)};
    return window
        .record(CapsuleWindows.windows(x, below.height(), below.width(), size, stride))
        .reshape(extents);
  }

  /** With the windows and their gradients. */
  @Override
  public long scratchBytes(Backend backend, int batch) {
    long problems = (long) batch * places();
    return window.scratchBytes(backend, Math.toIntExact(problems))
        + 2L * Float.BYTES * problems * window.input().elements();
  }
}
