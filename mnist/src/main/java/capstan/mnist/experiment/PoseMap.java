package capstan.mnist.experiment;

import capstan.core.Tensor;
import java.util.stream.IntStream;
import org.eclipse.collections.api.list.primitive.ImmutableDoubleList;
import org.eclipse.collections.impl.factory.primitive.DoubleLists;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * A flat map of many-dimensional poses: their first two principal components.
 *
 * @param x first component of each pose
 * @param y second component of each pose
 * @param shareX part of the whole variance that lies along x, 0 to 1
 * @param shareY part of the whole variance that lies along y, 0 to 1
 */
public record PoseMap(ImmutableDoubleList x, ImmutableDoubleList y, double shareX, double shareY) {

  /**
   * Maps poses.
   *
   * @param poses [count, ...], at least one, with at least two numbers each
   * @throws IllegalArgumentException if a pose has fewer numbers, or one that is not finite
   */
  public static PoseMap of(Tensor poses) {
    int count = poses.shape().extent(0);
    int numbers = poses.elements() / Math.max(count, 1);
    if (count < 1 || numbers < 2) {
      throw new IllegalArgumentException("no map of poses of shape " + poses.shape());
    }
    DMatrixRMaj centred = centred(poses, count, numbers);
    DMatrixRMaj scatter = new DMatrixRMaj(numbers, numbers);
    CommonOps_DDRM.multInner(centred, scatter);
    double whole = CommonOps_DDRM.trace(scatter);
    EigenDecomposition_F64<DMatrixRMaj> decomposition =
        DecompositionFactory_DDRM.eig(numbers, true, true);
    if (!Double.isFinite(whole) || !decomposition.decompose(scatter)) {
      throw new IllegalArgumentException("no map of poses that are not finite");
    }
    int[] order =
        IntStream.range(0, numbers)
            .boxed()
            .sorted((a, b) -> Double.compare(value(decomposition, b), value(decomposition, a)))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] x = project(centred, decomposition.getEigenVector(order[0]));
    double[] y = project(centred, decomposition.getEigenVector(order[1]));
    return new PoseMap(
        DoubleLists.immutable.of(x),
        DoubleLists.immutable.of(y),
        whole > 0 ? value(decomposition, order[0]) / whole : 0,
        whole > 0 ? value(decomposition, order[1]) / whole : 0);
  }

  private static double value(EigenDecomposition_F64<DMatrixRMaj> decomposition, int index) {
    return decomposition.getEigenvalue(index).getReal();
  }

  private static DMatrixRMaj centred(Tensor poses, int count, int numbers) {
    DMatrixRMaj centred = new DMatrixRMaj(count, numbers);
    for (int column = 0; column < numbers; column++) {
      double mean = 0;
      for (int row = 0; row < count; row++) {
        mean += poses.array()[poses.offset() + row * numbers + column];
      }
      mean /= count;
      for (int row = 0; row < count; row++) {
        centred.set(row, column, poses.array()[poses.offset() + row * numbers + column] - mean);
      }
    }
    return centred;
  }

  /** Along a direction, whose sign is chosen so that its largest number is positive. */
  private static double[] project(DMatrixRMaj centred, DMatrixRMaj direction) {
    double largest = 0;
    for (int i = 0; i < direction.getNumElements(); i++) {
      largest = Math.abs(direction.get(i)) > Math.abs(largest) ? direction.get(i) : largest;
    }
    DMatrixRMaj projected = new DMatrixRMaj(centred.getNumRows(), 1);
    CommonOps_DDRM.mult(largest < 0 ? -1 : 1, centred, direction, projected);
    return projected.getData();
  }
}
