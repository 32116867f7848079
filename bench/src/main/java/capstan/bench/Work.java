package capstan.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a benchmark has done, counted beside its time, so that JMH prints rates: {@code GFLOP} in
 * GFLOP/s (a multiplication and an addition are two), {@code GB} in GB/s (bytes that must be read
 * or written once), {@code images} in images/s.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Work {
  /** Floating-point operations, in units of 10⁹. */
  public double GFLOP;

  /** Bytes moved, in units of 10⁹. */
  public double GB;

  /** Images trained on or classified. */
  public double images;

  /** Starts an iteration. */
  @Setup(Level.Iteration)
  public void clear() {
    GFLOP = 0;
    GB = 0;
    images = 0;
  }
}
