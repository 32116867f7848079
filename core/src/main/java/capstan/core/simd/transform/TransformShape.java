package capstan.core.simd.transform;

import capstan.core.kernel.ConvolutionGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a convolution is cut into phases and tiles and where those are evaluated: what its cost
 * depends on.
 *
 * @param geometry the convolution
 * @param error bound of the largest error of any pass, over the largest number of the result
 * @param rows down
 * @param columns across
 * @param phases pairs of a phase of the rows and one of the columns
 */
public record TransformShape(
    ConvolutionGeometry geometry, double error, Axis rows, Axis columns, List<Phase> phases) {

  /** The bound of errors unless a user wants another: a thousandth of what bfloat16 is off by. */
  public static final double ERROR = 1e-5;

  /**
   * A pair of phases.
   *
   * @param row phase of the rows
   * @param column phase of the columns
   * @param first the first of its numbers
   * @param outputs the number of the output that each of its numbers belongs to
   */
  record Phase(int row, int column, int first, List<Integer> outputs) {}

  /**
   * The shape with the fewest multiplications.
   *
   * @param geometry the convolution
   * @param error largest error of any pass, over the largest number of the result
   * @return empty where a phase has too many taps
   */
  public static Optional<TransformShape> of(ConvolutionGeometry geometry, double error) {
    Optional<Axis> rows = Axis.of(geometry, true, error);
    Optional<Axis> columns = Axis.of(geometry, false, error);
    if (rows.isEmpty() || columns.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(of(geometry, error, rows.get(), columns.get()));
  }

  private static TransformShape of(
      ConvolutionGeometry geometry, double error, Axis rows, Axis columns) {
    List<Phase> phases = new ArrayList<>();
    int first = 0;
    for (int a = 0; a < rows.phases(); a++) {
      for (int b = 0; b < columns.phases(); b++) {
        IntStream numbers =
            PlaneTransform.numbers(
                rows.points(), columns.points(), rows.points(a), columns.points(b));
        phases.add(new Phase(a, b, first, numbers.boxed().toList()));
        first += phases.getLast().outputs().size();
      }
    }
    return new TransformShape(geometry, error, rows, columns, List.copyOf(phases));
  }

  /** Which points were chosen, what they save, and the bound of their error. */
  public String describe() {
    String down = rows.points().describe();
    String across = columns.points().describe();
    long outputs = (long) rows.outputs() * columns.outputs();
    return String.format(
        Locale.ROOT,
        "%,d multiplications per pair of channels (direct: %,d), points %s, error ≤ %.0e",
        (long) multiplications() * tiles(),
        outputs * geometry.kernelHeight() * geometry.kernelWidth(),
        down.equals(across) ? down : down + " by " + across,
        error);
  }

  /** Multiplications for each tile and pair of channels, in all phases: of PrimaryCaps 429. */
  public int multiplications() {
    return phases.getLast().first() + phases.getLast().outputs().size();
  }

  /** Numbers of a tile of the output, each a sum over phases. */
  public int outputNumbers() {
    return phases.getFirst().outputs().size();
  }

  /** Tiles of an image. */
  public int tiles() {
    return rows.tiles() * columns.tiles();
  }

  /** Multiply-adds of transforming all planes of a channel and tile of the input. */
  public int inputTransform() {
    return phases.stream()
        .mapToInt(phase -> transform(phase, rows.input(phase.row), columns.input(phase.column)))
        .sum();
  }

  /** Multiply-adds of transforming all planes of a pair of channels of the weights. */
  public int weightTransform() {
    return phases.stream()
        .mapToInt(phase -> transform(phase, rows.weights(phase.row), columns.weights(phase.column)))
        .sum();
  }

  /** Multiply-adds of transforming a tile of a channel of the output. */
  public int outputTransform() {
    return transform(phases.getFirst(), rows.output(), columns.output());
  }

  /** A matrix from the right and one from the left, each element shared by two points. */
  private int transform(Phase phase, Places down, Places across) {
    int columnPoints = columns.points(phase.column).size();
    int rowPoints = rows.points(phase.row).size();
    return down.count() * columnPoints * (across.count() + rowPoints) / 2;
  }
}
