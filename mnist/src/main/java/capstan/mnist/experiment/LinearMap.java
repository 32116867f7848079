package capstan.mnist.experiment;

import capstan.capsnet.inspect.EncodedFeatures;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * A linear map from features to a number by ridge regression (Hoerl and Kennard, 1970): least
 * squares with a penalty on the squares of the weights. How strong the penalty is, cross-validation
 * over the given parts of the rows decides. Features keep their scale: one that hardly ever moves
 * in the rows must not weigh as much as the others where it does.
 *
 * <p>The rows are given as sums of squares and products {@code AᵀA}, with {@code A} the rows {@code
 * [features…, 1, target]}: those of several parts add up, and the squared error of any map on a
 * part is a quadratic form of its sums.
 */
final class LinearMap {
  /** Penalties that are tried, strongest first, in parts of the features' mean variance. */
  private static final double[] PENALTIES = {10, 1, 0.1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-8};

  /** Of the features' mean squares: a smaller variance is rounding. */
  private static final double CONSTANT = 1e-12;

  private final double[] weights;
  private final double offset;

  private LinearMap(double[] weights, double offset) {
    this.weights = weights;
    this.offset = offset;
  }

  /**
   * Sums of squares and products of rows.
   *
   * @param rows [rows, features + 2]: features, 1 and target
   * @return [features + 2, features + 2]
   */
  static DMatrixRMaj sums(DMatrixRMaj rows) {
    DMatrixRMaj sums = new DMatrixRMaj(rows.getNumCols(), rows.getNumCols());
    CommonOps_DDRM.multInner(rows, sums);
    return sums;
  }

  /**
   * Fits a map.
   *
   * @param parts sums of two parts of the rows or more, such that rows that resemble each other are
   *     in the same part
   */
  static LinearMap fit(List<DMatrixRMaj> parts) {
    DMatrixRMaj whole = total(parts);
    LinearMap best = null;
    double least = Double.POSITIVE_INFINITY;
    for (double penalty : PENALTIES) {
      double error = 0;
      for (DMatrixRMaj part : parts) {
        DMatrixRMaj others = new DMatrixRMaj(whole.getNumRows(), whole.getNumCols());
        CommonOps_DDRM.subtract(whole, part, others);
        error += fit(others, penalty).squaredError(part);
      }
      if (error < least) {
        least = error;
        best = fit(whole, penalty);
      }
    }
    if (best == null) {
      throw new IllegalArgumentException("no map of features that are not finite");
    }
    return best;
  }

  /**
   * Fits a map that sees of the features only their projection on so many principal components of
   * all rows.
   *
   * @param parts as for {@link #fit}
   * @param components how many, at most as many as there are features
   */
  static LinearMap fitReduced(List<DMatrixRMaj> parts, int components) {
    DMatrixRMaj directions = principalDirections(total(parts), components);
    int features = directions.getNumRows() - 2;
    List<DMatrixRMaj> reduced =
        parts.stream()
            .map(
                part -> {
                  DMatrixRMaj right = new DMatrixRMaj(features + 2, components + 2);
                  CommonOps_DDRM.mult(part, directions, right);
                  DMatrixRMaj sums = new DMatrixRMaj(components + 2, components + 2);
                  CommonOps_DDRM.multTransA(directions, right, sums);
                  return sums;
                })
            .toList();
    LinearMap map = fit(reduced);
    double[] weights = new double[features];
    for (int feature = 0; feature < features; feature++) {
      for (int component = 0; component < components; component++) {
        weights[feature] += directions.get(feature, component) * map.weights[component];
      }
    }
    return new LinearMap(weights, map.offset);
  }

  /** What the map makes of an image's features. */
  double at(EncodedFeatures encoded, int image) {
    double sum = offset;
    for (int number = 0; number < weights.length; number++) {
      sum += weights[number] * encoded.feature(image, number);
    }
    return sum;
  }

  private static DMatrixRMaj total(List<DMatrixRMaj> parts) {
    DMatrixRMaj whole = parts.getFirst().copy();
    parts.subList(1, parts.size()).forEach(part -> CommonOps_DDRM.addEquals(whole, part));
    return whole;
  }

  /** Of rows with these sums. */
  private double squaredError(DMatrixRMaj sums) {
    int features = weights.length;
    DMatrixRMaj residual = new DMatrixRMaj(features + 2, 1);
    for (int feature = 0; feature < features; feature++) {
      residual.set(feature, 0, -weights[feature]);
    }
    residual.set(features, 0, -offset);
    residual.set(features + 1, 0, 1);
    DMatrixRMaj product = new DMatrixRMaj(features + 2, 1);
    CommonOps_DDRM.mult(sums, residual, product);
    return CommonOps_DDRM.dot(residual, product);
  }

  private static LinearMap fit(DMatrixRMaj sums, double penalty) {
    int features = sums.getNumRows() - 2;
    double count = sums.get(features, features);
    DMatrixRMaj matrix = covariances(sums);
    DMatrixRMaj target = new DMatrixRMaj(features, 1);
    double squares = 0;
    for (int i = 0; i < features; i++) {
      target.set(i, 0, covariance(sums, i, features + 1));
      squares += sums.get(i, i) / count;
    }
    double mean = sums.get(features, features + 1) / count;
    double variance = CommonOps_DDRM.trace(matrix);
    if (variance <= CONSTANT * squares) {
      return new LinearMap(new double[features], mean);
    }
    for (int i = 0; i < features; i++) {
      matrix.add(i, i, penalty * variance / features);
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(features);
    if (!solver.setA(matrix)) {
      // Rounding has won over the smallest penalty.
      return new LinearMap(new double[features], Double.NaN);
    }
    DMatrixRMaj solution = new DMatrixRMaj(features, 1);
    solver.solve(target, solution);
    double offset = mean;
    for (int i = 0; i < features; i++) {
      offset -= solution.get(i, 0) * sums.get(features, i) / count;
    }
    return new LinearMap(solution.getData(), offset);
  }

  /** Of the features: [features, features]. */
  private static DMatrixRMaj covariances(DMatrixRMaj sums) {
    int features = sums.getNumRows() - 2;
    DMatrixRMaj covariances = new DMatrixRMaj(features, features);
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) {
        covariances.set(i, j, covariance(sums, i, j));
      }
    }
    return covariances;
  }

  private static double covariance(DMatrixRMaj sums, int i, int j) {
    int ones = sums.getNumRows() - 2;
    double count = sums.get(ones, ones);
    return sums.get(i, j) / count - sums.get(ones, i) / count * sums.get(ones, j) / count;
  }

  /** What projects rows: [features + 2, components + 2], 1 and target as they are. */
  private static DMatrixRMaj principalDirections(DMatrixRMaj sums, int components) {
    int features = sums.getNumRows() - 2;
    EigenDecomposition_F64<DMatrixRMaj> decomposition =
        DecompositionFactory_DDRM.eig(features, true, true);
    if (!decomposition.decompose(covariances(sums))) {
      throw new IllegalArgumentException("no principal components of features");
    }
    int[] order =
        IntStream.range(0, features)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    (Integer i) -> -decomposition.getEigenvalue(i).getReal()))
            .mapToInt(Integer::intValue)
            .toArray();
    DMatrixRMaj directions = new DMatrixRMaj(features + 2, components + 2);
    for (int component = 0; component < components; component++) {
      double[] direction = decomposition.getEigenVector(order[component]).getData();
      for (int feature = 0; feature < features; feature++) {
        directions.set(feature, component, direction[feature]);
      }
    }
    directions.set(features, components, 1);
    directions.set(features + 1, components + 1, 1);
    return directions;
  }
}
