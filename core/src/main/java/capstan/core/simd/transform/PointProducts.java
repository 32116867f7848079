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
  private final Workers.Part forward = this::forwardPart;
  private final Workers.Part toInput = this::inputPart;
  private final Workers.Part toWeights = this::weightPart;
  private Numbers x;
  private Numbers w;
  private Numbers y;
  private int tiles;
  private boolean add;
  private int cuts;

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
  public void forward(Numbers images, Numbers weights, Numbers outputs, int newTiles) {
    set(images, weights, outputs, newTiles);
    run(tiles, x.channels, forward);
  }

  /** dX = D·Wᵀ for so many tiles. */
  public void backwardInput(Numbers dOutputs, Numbers weights, Numbers dImages, int newTiles) {
    set(dImages, weights, dOutputs, newTiles);
    run(tiles, y.channels, toInput);
  }

  /** dW = Xᵀ·D of so many tiles, or is added to. */
  public void backwardWeight(
      Numbers images, Numbers dOutputs, Numbers dWeights, int newTiles, boolean newAdd) {
    set(images, dWeights, dOutputs, newTiles);
    add = newAdd;
    run(w.items, tiles, toWeights);
  }

  private void set(Numbers newX, Numbers newW, Numbers newY, int newTiles) {
    x = newX;
    w = newW;
    y = newY;
    tiles = newTiles;
  }

  /**
   * Runs all numbers, each cut by rows of the result so that a block of the left factor stays in
   * the second-level cache and no thread lacks work. An element is summed in the same order
   * whatever the cut.
   */
  private void run(int rows, int depth, Workers.Part part) {
    int most = Machine.HERE.secondLevel() / 4 / Math.clamp(depth, 1, Tiling.DEPTH);
    int wanted = Math.ceilDiv(PARTS_PER_THREAD * workers.threads(), phases.size());
    cuts = Math.max(Math.ceilDiv(rows, most), workers.threads() == 1 ? 1 : wanted);
    workers.run(phases.size() * cuts, part);
  }

  /** The first row of a part's cut: whole tiles, so that no two parts write the same row. */
  private int first(int part, int rows) {
    long units = Math.ceilDiv(rows, Microkernel.ROWS);
    return Math.min(rows, (int) (units * (part % cuts) / cuts) * Microkernel.ROWS);
  }

  private int end(int part, int rows) {
    return part % cuts + 1 == cuts ? rows : first(part + 1, rows);
  }

  private void forwardPart(int part, int worker) {
    BlockProduct product = products[worker];
    int number = part / cuts;
    int row = first(part, tiles);
    int rows = end(part, tiles) - row;
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
  }

  private void inputPart(int part, int worker) {
    BlockProduct product = products[worker];
    int number = part / cuts;
    int row = first(part, tiles);
    int rows = end(part, tiles) - row;
    product.left(y.array, y.index(number, row, 0), y.rowStride, false, rows, y.channels);
    for (int phase : phases.get(number)) {
      product.multiply(
          w.array,
          w.index(phase, 0, 0),
          w.rowStride,
          true,
          w.items,
          false,
          x.array,
          x.index(phase, row, 0),
          x.rowStride);
    }
  }

  private void weightPart(int part, int worker) {
    BlockProduct product = products[worker];
    int number = part / cuts;
    int row = first(part, w.items);
    int rows = end(part, w.items) - row;
    for (int phase : phases.get(number)) {
      product.left(x.array, x.index(phase, 0, row), x.rowStride, true, rows, tiles);
      product.multiply(
          y.array,
          y.index(number, 0, 0),
          y.rowStride,
          false,
          y.channels,
          add,
          w.array,
          w.index(phase, row, 0),
          w.rowStride);
    }
  }
}
