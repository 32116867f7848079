package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Tensor;
import capstan.core.simd.elementwise.SoftmaxKernels;
import capstan.core.simd.lanes.RowLanes;
import jdk.incubator.vector.FloatVector;

/**
 * The rounds of few images, whose lanes are input capsules: one image fills them all, where a lane
 * for each image would leave all but one without work. The weights, which have to stay as they are,
 * are brought into that order once; prediction vectors are kept from the first round on, 0.7 MB per
 * image in the paper's network, where computing them again would read 6 MB of weights.
 *
 * <p>Each number is made by the same operations in the same order as where images are the lanes, so
 * an image's result is the same to the bit: sums over input capsules take them one after the other.
 */
final class FewImages {
  /** Up to half of the lanes: then both ways take about as long. */
  static final int MOST = COUNT / 2;

  private final RoutingMemory m;

  /** Vectors of input capsules in a chunk. */
  private final int groups;

  /** [chunks][groups][J · E][D][lanes]. */
  private final float[] weights;

  /** û, [images][chunks][groups][J · E][lanes]. */
  private final float[] predictions;

  /** Of each worker: u [D][lanes], v [J · E][lanes], c [J][lanes], and a share of s [J · E]. */
  private final float[][] own;

  private final int targetAt;
  private final int coefficientsAt;
  private final int sumAt;

  FewImages(RoutingMemory memory, Tensor w, int workers) {
    m = memory;
    groups = (m.chunk + COUNT - 1) / COUNT;
    int length = m.rows * m.inDimensions;
    weights = new float[m.chunks * groups * length * COUNT];
    for (int chunk = 0; chunk < m.chunks; chunk++) {
      for (int group = 0; group < groups; group++) {
        int i = first(chunk, group);
        int from = w.offset() + i * length;
        RowLanes.load(count(chunk, i), length, w.array(), from, weights, weightsAt(chunk, group));
      }
    }
    predictions = new float[m.batch * m.chunks * groups * m.rows * COUNT];
    targetAt = m.inDimensions * COUNT;
    coefficientsAt = targetAt + m.rows * COUNT;
    sumAt = coefficientsAt + m.out * COUNT;
    own = new float[workers][sumAt + m.rows];
  }

  /** First input capsule of a vector. */
  private int first(int chunk, int group) {
    return m.from(chunk) + group * COUNT;
  }

  /** How many input capsules a vector has from there on. */
  private int count(int chunk, int i) {
    return Math.clamp(m.to(chunk) - i, 0, COUNT);
  }

  private int weightsAt(int chunk, int group) {
    return (chunk * groups + group) * m.rows * m.inDimensions * COUNT;
  }

  private int predictionsAt(int image, int chunk, int group) {
    return ((image * m.chunks + chunk) * groups + group) * m.rows * COUNT;
  }

  /** A chunk's share of an image's sum: parts are ordered by chunk, whose weights serve all. */
  void part(Tensor u, int round, int part, int worker) {
    int chunk = part / m.batch;
    int image = part % m.batch;
    float[] mine = own[worker];
    for (int row = 0; row < m.rows; row++) {
      mine[sumAt + row] = 0;
    }
    if (round > 0) {
      spreadTarget(m.outputs[round - 1], image, mine);
    }
    for (int group = 0; group < groups; group++) {
      int i = first(chunk, group);
      int count = count(chunk, i);
      int at = predictionsAt(image, chunk, group);
      if (round == 0) {
        int from = u.offset() + (image * m.in + i) * m.inDimensions;
        RowLanes.load(count, m.inDimensions, u.array(), from, mine, 0);
        predict(m.rows, m.inDimensions, weights, weightsAt(chunk, group), mine, predictions, at);
        add(count, at, mine);
      } else {
        RoutingKernels.agreement(
            m.out, m.outDimensions, predictions, at, mine, targetAt, mine, coefficientsAt);
        SoftmaxKernels.forward(m.out, mine, coefficientsAt);
        addScaled(count, at, mine);
      }
    }
    float[] shares = m.partial.array();
    int to = m.share(0, chunk) + image;
    for (int row = 0; row < m.rows; row++) {
      shares[to + row * COUNT] = mine[sumAt + row];
    }
  }

  private void spreadTarget(Tensor outputs, int image, float[] mine) {
    int from = m.block(outputs, 0) + image;
    for (int k = 0; k < m.rows * COUNT; k += COUNT) {
      FloatVector.broadcast(SPECIES, outputs.array()[from + k]).intoArray(mine, targetAt + k);
    }
  }

  /**
   * û = w u, an input capsule per lane.
   *
   * @param rows J · E
   * @param dimensions D
   * @param w [rows][D][lanes]
   * @param u [D][lanes], from the first element on
   * @param p û, [rows][lanes], overwritten
   */
  private static void predict(
      int rows, int dimensions, float[] w, int wAt, float[] u, float[] p, int pAt) {
    int k = wAt;
    for (int row = 0; row < rows; row++) {
      FloatVector sum =
          FloatVector.fromArray(SPECIES, u, 0).mul(FloatVector.fromArray(SPECIES, w, k));
      k += COUNT;
      for (int d = 1; d < dimensions; d++) {
        sum =
            FloatVector.fromArray(SPECIES, u, d * COUNT)
                .fma(FloatVector.fromArray(SPECIES, w, k), sum);
        k += COUNT;
      }
      sum.intoArray(p, pAt + row * COUNT);
    }
  }

  /** s[row] += û[row, i] of one input capsule after the other. */
  private void add(int count, int at, float[] mine) {
    for (int row = 0; row < m.rows; row++) {
      int from = at + row * COUNT;
      float sum = mine[sumAt + row];
      for (int lane = 0; lane < count; lane++) {
        sum += predictions[from + lane];
      }
      mine[sumAt + row] = sum;
    }
  }

  /** s[j, e] += c[j, i] û[j, e, i] of one input capsule after the other. */
  private void addScaled(int count, int at, float[] mine) {
    int row = 0;
    for (int c = coefficientsAt; c < sumAt; c += COUNT) {
      for (int e = 0; e < m.outDimensions; e++) {
        int from = at + row * COUNT;
        float sum = mine[sumAt + row];
        for (int lane = 0; lane < count; lane++) {
          sum = Math.fma(predictions[from + lane], mine[c + lane], sum);
        }
        mine[sumAt + row] = sum;
        row++;
      }
    }
  }
}
