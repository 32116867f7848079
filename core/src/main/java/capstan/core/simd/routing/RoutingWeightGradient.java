package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.simd.lanes.Lanes;
import capstan.core.simd.lanes.RowLanes;
import capstan.core.simd.lanes.Sharing;
import java.util.Arrays;

/**
 * dw[i, j, e, d] = Σ_b dû[b, i, j, e] u[b, i, d], and the gradient of the bias. Cut by input
 * capsule, never by image: each sum over the batch runs from the first image to the last.
 *
 * <p>Here the lanes are dimensions e of one output capsule. What dû is made of is therefore laid
 * out once more, as vectors of dimensions, one image after the other. For one or two such vectors,
 * and some images at a time so that all of it stays in the L1 cache, dû is built for one input
 * capsule after the other and multiplied by the numbers of u, which are broadcast.
 */
final class RoutingWeightGradient {
  private final RoutingMemory memory;
  private final PredictionGradient terms;
  private final Tensor[] dSums;
  private final Workers workers;

  /** The vectors of each product, [J · vectors][B][lanes]. */
  private final Tensor[] vectors;

  /** ds of each round, likewise; null for rounds without a gradient. */
  private final Tensor[] sumVectors;

  RoutingWeightGradient(
      RoutingMemory memory, PredictionGradient terms, Tensor[] dSums, Workers workers) {
    this.memory = memory;
    this.terms = terms;
    this.dSums = dSums;
    this.workers = workers;
    sumVectors = new Tensor[dSums.length];
    for (int t = 0; t < dSums.length; t++) {
      sumVectors[t] = dSums[t] == null ? null : memory.takeVectors();
    }
    vectors = new Tensor[terms.count()];
    for (int k = 0; k < vectors.length; k++) {
      vectors[k] = alreadyTurned(terms.vectors(k));
      if (vectors[k] == null) {
        vectors[k] = memory.takeVectors();
      }
    }
  }

  private Tensor alreadyTurned(Tensor lanes) {
    for (int t = 0; t < dSums.length; t++) {
      if (dSums[t] == lanes) {
        return sumVectors[t];
      }
    }
    return null;
  }

  /** Lays out what dû is made of. */
  void prepare() {
    RoutingMemory m = memory;
    long operations = 8L * m.paddedBatch * m.rows * (terms.count() + 1);
    Sharing.run(workers, operations, m.blocks, (block, worker) -> turnPart(block));
  }

  /** Turns one image per lane into one dimension per lane, for a block of images. */
  private void turnPart(int block) {
    for (int t = 0; t < dSums.length; t++) {
      if (dSums[t] != null) {
        turn(block, dSums[t], sumVectors[t]);
      }
    }
    for (int k = 0; k < vectors.length; k++) {
      if (alreadyTurned(terms.vectors(k)) == null) {
        turn(block, terms.vectors(k), vectors[k]);
      }
    }
  }

  private void turn(int block, Tensor lanes, Tensor target) {
    RoutingMemory m = memory;
    int at = m.block(lanes, block);
    for (int vector = 0; vector < m.out * m.vectorsPerOutput(); vector++) {
      RowLanes.store(
          m.imagesIn(block),
          dimensionsIn(vector),
          lanes.array(),
          at + row(vector) * COUNT,
          target.array(),
          vector(target, vector) + block * COUNT * COUNT,
          COUNT);
    }
  }

  /** First of the rows (j, e) that a vector holds. */
  private int row(int vector) {
    int each = memory.vectorsPerOutput();
    return vector / each * memory.outDimensions + vector % each * COUNT;
  }

  /** How many dimensions a vector holds. */
  private int dimensionsIn(int vector) {
    int first = vector % memory.vectorsPerOutput() * COUNT;
    return Math.min(COUNT, memory.outDimensions - first);
  }

  private int vector(Tensor tensor, int vector) {
    return tensor.offset() + vector * memory.batch * COUNT;
  }

  /** dw of some input capsules. */
  void compute(Tensor dw, int from, int to, int worker) {
    RoutingMemory m = memory;
    gather(from, to, m.own(worker).array(), m.own(worker).offset());
    int count = m.out * m.vectorsPerOutput();
    int vector = 0;
    if (Lanes.REGISTERS >= 32) {
      for (; vector + 2 <= count; vector += 2) {
        toWeight(dw, from, to, vector, true, worker);
      }
    }
    for (; vector < count; vector++) {
      toWeight(dw, from, to, vector, false, worker);
    }
  }

  /** Puts the blocks of the input capsules' u and coefficients side by side. */
  private void gather(int from, int to, float[] own, int at) {
    RoutingMemory m = memory;
    for (int block = 0; block < m.blocks; block++) {
      for (int i = from; i < to; i++) {
        WeightGradientKernels.copyApart(
            m.inDimensions,
            m.images.array(),
            m.image(block, i),
            own,
            at + (i - from) * memory.inputFloats() + block * COUNT,
            m.paddedBatch);
      }
    }
    for (int k = 0; k < terms.count(); k++) {
      Tensor c = terms.coefficients(k);
      for (int block = 0; block < m.blocks; block++) {
        for (int i = from; i < to; i++) {
          int row =
              (i - from) * memory.inputFloats() + (m.inDimensions + k * m.out) * m.paddedBatch;
          WeightGradientKernels.copyApart(
              m.out,
              c.array(),
              m.coefficient(c, block, i),
              own,
              at + row + block * COUNT,
              m.paddedBatch);
        }
      }
    }
  }

  /** dw of some input capsules and one vector or two of dimensions. */
  private void toWeight(Tensor dw, int from, int to, int vector, boolean two, int worker) {
    RoutingMemory m = memory;
    float[] own = m.own(worker).array();
    int inputs = m.own(worker).offset();
    int results =
        inputs + RoutingExtents.CAPSULES * memory.inputFloats() + 2 * RoutingExtents.IMAGES * COUNT;
    int each = m.inDimensions * COUNT;
    Arrays.fill(own, results, results + 2 * (to - from) * each, 0);
    for (int image = 0; image < m.batch; image += RoutingExtents.IMAGES) {
      for (int i = from; i < to; i++) {
        int input = inputs + (i - from) * memory.inputFloats();
        addToWeight(image, input, vector, two, worker, results + 2 * (i - from) * each);
      }
    }
    for (int i = from; i < to; i++) {
      int result = results + 2 * (i - from) * each;
      store(dw, i, vector, own, result);
      if (two) {
        store(dw, i, vector + 1, own, result + each);
      }
    }
  }

  /** Adds some images' share. */
  private void addToWeight(int image, int input, int vector, boolean two, int worker, int result) {
    RoutingMemory m = memory;
    float[] own = m.own(worker).array();
    int count = Math.min(RoutingExtents.IMAGES, m.batch - image);
    int g = m.own(worker).offset() + RoutingExtents.CAPSULES * memory.inputFloats();
    int second = g + RoutingExtents.IMAGES * COUNT;
    int secondResult = result + m.inDimensions * COUNT;
    predictionGradient(image, count, input, vector, own, g);
    if (two) {
      predictionGradient(image, count, input, vector + 1, own, second);
    }
    int d = 0;
    for (; d + 8 <= m.inDimensions; d += 8) {
      int u = input + d * m.paddedBatch + image;
      int dw = result + d * COUNT;
      if (two) {
        WeightGradientKernels.addEightByTwoToWeight(
            count, own, u, m.paddedBatch, g, second, dw, secondResult + d * COUNT);
      } else {
        WeightGradientKernels.addEightToWeight(count, own, u, m.paddedBatch, g, dw);
      }
    }
    for (; d < m.inDimensions; d++) {
      int u = input + d * m.paddedBatch + image;
      WeightGradientKernels.addOneToWeight(count, own, u, g, result + d * COUNT);
      if (two) {
        WeightGradientKernels.addOneToWeight(count, own, u, second, secondResult + d * COUNT);
      }
    }
  }

  private void store(Tensor dw, int i, int vector, float[] own, int result) {
    RoutingMemory m = memory;
    RowLanes.store(
        dimensionsIn(vector),
        m.inDimensions,
        own,
        result,
        dw.array(),
        dw.offset() + (i * m.rows + row(vector)) * m.inDimensions);
  }

  /** dû of one vector of dimensions for some images, [count][lanes]. */
  private void predictionGradient(int image, int count, int input, int vector, float[] own, int g) {
    RoutingMemory m = memory;
    int j = vector / m.vectorsPerOutput();
    int c = input + (m.inDimensions + j) * m.paddedBatch + image;
    int next = m.out * m.paddedBatch;
    int at = image * COUNT;
    if (terms.constant() == null) {
      // The last round alone, so a single product.
      WeightGradientKernels.setScaledImages(
          count, own, c, vectors[0].array(), vector(vectors[0], vector) + at, own, g);
      return;
    }
    Tensor ds = sumVectors[0];
    RoutingKernels.scale(count * COUNT, 1f / m.out, ds.array(), vector(ds, vector) + at, own, g);
    for (int k = 0; k < vectors.length; k += 2) {
      WeightGradientKernels.addTwoScaledImages(
          count,
          own,
          c + k * next,
          vectors[k].array(),
          vector(vectors[k], vector) + at,
          c + (k + 1) * next,
          vectors[k + 1].array(),
          vector(vectors[k + 1], vector) + at,
          g);
    }
  }

  /** Gradient of the bias: Σ over rounds and images of ds, from the first round to the last. */
  void bias(Tensor dBias) {
    RoutingMemory m = memory;
    dBias.fill(0);
    for (Tensor ds : sumVectors) {
      if (ds == null) {
        continue;
      }
      for (int vector = 0; vector < m.out * m.vectorsPerOutput(); vector++) {
        WeightGradientKernels.addImages(
            m.batch,
            dimensionsIn(vector),
            ds.array(),
            vector(ds, vector),
            dBias.array(),
            dBias.offset() + row(vector));
      }
    }
  }
}
