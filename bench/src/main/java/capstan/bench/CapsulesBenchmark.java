package capstan.bench;

import capstan.core.Tensor;
import capstan.core.kernel.Capsules;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Squash and lengths, at the network's extents. */
public class CapsulesBenchmark extends KernelBenchmark {
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
