package capstan.bench;

import capstan.bench.measure.RandomTensors;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The backend under measurement and memory for its arguments. */
@State(Scope.Benchmark)
public class BackendState {
  /** Which backend; cublas can be asked for too. */
  @Param({"scalar", "simd"})
  public String backend;

  /** Threads of the SIMD backend; 0 for one a processor. The scalar backend has one. */
  @Param("0")
  public int threads;

  private final Workspace workspace = new Workspace();
  private final RandomTensors numbers = new RandomTensors();
  private Backend opened;

  /** The backend, made when first asked for. */
  Backend get() {
    if (opened == null) {
      int team = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
      int most = Backends.mostThreads(backend);
      opened = Backends.lookup(backend, Math.min(team, most)).backend();
    }
    return opened;
  }

  /** Memory for plans. */
  Workspace workspace() {
    return workspace;
  }

  /** A tensor of reproducible numbers in [−0.5, 0.5). */
  Tensor random(int... extents) {
    return numbers.fill(workspace.take(extents));
  }

  /** Ends the team of threads. */
  @TearDown(Level.Trial)
  public void close() {
    opened.close();
  }
}
