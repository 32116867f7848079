package capstan.bench.peers;

import static org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.pytorch.global.torch.get_cpu_capability;
import static org.bytedeco.pytorch.global.torch.globalContext;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * How PyTorch computes. What is fastest depends on the row and on the machine, so it is found by a
 * short trial.
 *
 * @param threads of PyTorch itself
 * @param blasThreads of OpenBLAS within it, whose batched products are many small ones
 * @param channelsLast whether images, activations and kernels have their channels last
 * @param oneDnn whether oneDNN computes convolutions, rather than PyTorch's own code
 * @param bfloat16 whether convolutions compute in bfloat16, by autocast; all else is float32
 */
record TorchConfiguration(
    int threads, int blasThreads, boolean channelsLast, boolean oneDnn, boolean bfloat16) {
  private static final Turns TRIAL = new Turns(4, 4, 60, 250);

  /** What is usually best. */
  static TorchConfiguration usual(int threads, boolean bfloat16) {
    return new TorchConfiguration(threads, 1, true, true, bfloat16);
  }

  /** Whether oneDNN has convolutions in bfloat16 here; PyTorch's own take minutes. */
  static boolean hasBfloat16() {
    return get_cpu_capability().getString().startsWith("AVX512");
  }

  /**
   * The fastest that is found from this one on by changing one thing after the other.
   *
   * @param few whether the work is so little that one thread may be faster
   * @param contestant does the work
   */
  TorchConfiguration improved(boolean few, Function<TorchConfiguration, Contestant> contestant) {
    List<UnaryOperator<TorchConfiguration>> changes =
        List.of(
            now -> new TorchConfiguration(few ? 1 : threads, 1, channelsLast, oneDnn, bfloat16),
            now -> new TorchConfiguration(now.threads, threads, channelsLast, oneDnn, bfloat16),
            now -> new TorchConfiguration(now.threads, now.blasThreads, false, oneDnn, bfloat16),
            now ->
                new TorchConfiguration(
                    now.threads, now.blasThreads, now.channelsLast, false, bfloat16));
    TorchConfiguration best = this;
    for (UnaryOperator<TorchConfiguration> change : changes) {
      TorchConfiguration other = change.apply(best);
      if (!other.equals(best)) {
        try (PointerScope _ = new PointerScope()) {
          Rounds rounds = TRIAL.of(List.of(contestant.apply(best), contestant.apply(other)));
          best = rounds.median(1) < rounds.median(0) ? other : best;
        }
      }
    }
    return best;
  }

  /** Makes it hold for what the libraries compute from now on. */
  void apply() {
    set_num_threads(threads);
    blas_set_num_threads(blasThreads);
    globalContext().setUserEnabledMkldnn(oneDnn);
  }

  /** Of whatever has four axes. */
  MemoryFormat format() {
    return channelsLast ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
  }

  /** In words. */
  @Override
  public String toString() {
    return String.format(
        "PyTorch%s with %s, %s, threads %d, of OpenBLAS %d",
        bfloat16 ? " in bfloat16" : "",
        channelsLast ? "channels last" : "channels first",
        oneDnn ? "oneDNN" : "its own convolutions",
        threads,
        blasThreads);
  }
}
