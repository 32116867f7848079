package capstan.core.simd.transform;

import capstan.core.Workers;
import capstan.core.simd.lanes.Machine;
import capstan.core.simd.product.BlockProduct;
import capstan.core.simd.product.Microkernel;
import capstan.core.simd.product.Tiling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The products between transforms: for every number of a tile of the output on its own, and for
 * every phase that has it, one matrix product.
 *
 * <pre>
 *   forward        Y  [tiles, O] = Σ X [tiles, I] · W [I, O]     over phases
 *   to the input   dX [tiles, I] = D [tiles, O] · W [I, O]ᵀ      D is dy's transform
 *   to the weights dW [I, O]     = X [tiles, I]ᵀ · D [tiles, O]
 * </pre>
 */
public final class PointProducts {
  /** Parts per thread, so that one that is held up does not hold up all. */
  private static final int PARTS_PER_THREAD = 4;

  private final List<int[]> phases;
  private final Workers workers;
  private final BlockProduct[] products;

  /** Some rows of the result, for one number and all phases that have it. */
  @FunctionalInterface
  private interface Part {
    void run(int number, int row, int rows, BlockProduct product);
  }

  /**
   * The products of one convolution.
   *
   * @param shape its phases
   * @param workers the threads that share the work
   */
  public PointProducts(TransformShape shape, Workers workers) {
    this.workers = workers;
    products = new BlockProduct[workers.threads()];
    Arrays.setAll(products, worker -> new BlockProduct());
    List<List<Integer>> found = new ArrayList<>();
    for (int number = 0; number < shape.outputNumbers(); number++) {
      found.add(new ArrayList<>());
    }
    for (TransformShape.Phase phase : shape.phases()) {
      for (int k = 0; k < phase.outputs().size(); k++) {
        found.get(phase.outputs().get(k)).add(phase.first() + k);
      }
    }
    phases = found.stream().map(of -> of.stream().mapToInt(k -> k).toArray()).toList();
  }

  /** Y = Σ X·W for so many tiles. */
  public void forward(Numbers x, Numbers w, Numbers y, int tiles) {
    run(
        tiles,
        x.channels,
        (number, row, rows, product) -> {
          boolean more = false;
          for (int phase : phases.get(number)) {
            product.left(x.array, x.index(phase, row, 0), x.rowStride, false, rows, x.channels);
            product.multiply(
                w.array,
                w.index(phase, 0, 0),
                w.rowStride,
                false,
                w.channels,
                more,
                y.array,
                y.index(number, row, 0),
                y.rowStride);
            more = true;
          }
        });
  }

  /** dX = D·Wᵀ for so many tiles. */
  public void backwardInput(Numbers d, Numbers w, Numbers dx, int tiles) {
    run(
        tiles,
        d.channels,
        (number, row, rows, product) -> {
          product.left(d.array, d.index(number, row, 0), d.rowStride, false, rows, d.channels);
          for (int phase : phases.get(number)) {
            product.multiply(
                w.array,
                w.index(phase, 0, 0),
                w.rowStride,
                true,
                w.items,
                false,
                dx.array,
                dx.index(phase, row, 0),
                dx.rowStride);
          }
        });
  }

  /** dW = Xᵀ·D of so many tiles, or is added to. */
  public void backwardWeight(Numbers x, Numbers d, Numbers dw, int tiles, boolean add) {
    run(
        dw.items,
        tiles,
        (number, row, rows, product) -> {
          for (int phase : phases.get(number)) {
            product.left(x.array, x.index(phase, 0, row), x.rowStride, true, rows, tiles);
            product.multiply(
                d.array,
                d.index(number, 0, 0),
                d.rowStride,
                false,
                d.channels,
                add,
                dw.array,
                dw.index(phase, row, 0),
                dw.rowStride);
          }
        });
  }

  /**
   * Runs all numbers, each cut by rows of the result so that a block of the left factor stays in
   * the second-level cache and no thread lacks work. An element is summed in the same order
   * whatever the cut.
   */
  private void run(int rows, int depth, Part part) {
    int most = Machine.HERE.secondLevel() / 4 / Math.clamp(depth, 1, Tiling.DEPTH);
    int wanted = Math.ceilDiv(PARTS_PER_THREAD * workers.threads(), phases.size());
    int cuts = Math.max(Math.ceilDiv(rows, most), workers.threads() == 1 ? 1 : wanted);
    workers.run(
        phases.size() * cuts,
        (index, worker) -> {
          int from = first(index % cuts, cuts, rows);
          int end = first(index % cuts + 1, cuts, rows);
          part.run(index / cuts, from, end - from, products[worker]);
        });
  }

  /** The first row of a cut: whole tiles, so that no two parts write the same row. */
  private static int first(int cut, int cuts, int rows) {
    long units = Math.ceilDiv(rows, Microkernel.ROWS);
    return (int) Math.min(rows, units * cut / cuts * Microkernel.ROWS);
  }
}
