package capstan.bench;

import capstan.core.Tensor;
import capstan.core.kernel.Capsules;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Squash and lengths, at the network's extents. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
public class CapsulesBenchmark {
  private Capsules capsules;
  private Tensor s;
  private Tensor v;
  private Tensor lengths;

  /** Makes the arguments. */
  @Setup
  public void prepare(BackendState state) {
    capsules = state.get().capsules();
    s = state.random(128, 1152, 8);
    v = state.random(128, 1152, 8);
    lengths = state.random(128, 1152);
  }

  /** Squash of 8-dimensional capsules. */
  @Benchmark
  public void squash(Work work) {
    capsules.squash(s, 1e-12f, v);
    work.GB += 8e-9 * s.elements();
  }

  /** Its gradient. */
  @Benchmark
  public void squashBackward(Work work) {
    capsules.squashBackward(s, 1e-12f, v, v);
    work.GB += 12e-9 * s.elements();
  }

  /** Lengths of 8-dimensional capsules. */
  @Benchmark
  public void lengths(Work work) {
    capsules.lengths(s, lengths);
    work.GB += 4e-9 * (s.elements() + lengths.elements());
  }
}
