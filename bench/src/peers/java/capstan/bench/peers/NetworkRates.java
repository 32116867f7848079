package capstan.bench.peers;

import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/** Whole networks, ours beside PyTorch. */
final class NetworkRates {
  private static final Turns TRIAL = new Turns(3, 3, 1000, 100);

  private final int threads;
  private final PeerTable table;

  /**
   * Comparisons.
   *
   * @param threads the most that each side computes with
   * @param table where to
   */
  NetworkRates(int threads, PeerTable table) {
    this.threads = threads;
    this.table = table;
  }

  /**
   * Measures and prints one row.
   *
   * @return whether both sides compute the same thing
   */
  boolean print(PeerRow row) {
    int team = row.isSmall() ? team(row) : threads;
    // What the last row had in the heap, beside the native memory that this one needs.
    System.gc();
    try (PointerScope _ = new PointerScope();
        Backend backend = Backends.simd(team)) {
      CapstanSide ours = new CapstanSide(backend, row.subject(), row.trains(), row.batch());
      List<TorchSide> theirs = new ArrayList<>();
      theirs.add(theirs(row, backend, ours, /* bfloat16= */ false));
      boolean wanted = !Double.isNaN(row.bfloat16Goal());
      boolean measured = wanted && TorchConfiguration.hasBfloat16();
      if (measured) {
        theirs.add(theirs(row, backend, ours, /* bfloat16= */ true));
      }
      List<LossCheck> checks = new ArrayList<>(LossCheck.of(ours, theirs));
      if (row.trains()) {
        checks.addAll(few(row, backend, theirs));
      }
      List<Contestant> all = new ArrayList<>(theirs);
      all.addFirst(ours);
      table.row(
          "PyTorch",
          row.name() + ", " + row.unit(),
          row::figure,
          row.turns().of(all),
          row.goal(),
          row.bfloat16Goal());
      table.remark("Capstan with threads " + team);
      checks.forEach(check -> table.remark(check.toString()));
      if (row.trains()) {
        table.remark(
            "memory of a step besides the weights: %.1f MB, in PyTorch between its directions %.1f"
                .formatted(ours.stepBytes() / 1e6, theirs.getFirst().stepMegabytes()));
      }
      if (wanted && !measured) {
        table.remark("PyTorch has no fast bfloat16 convolutions without AVX-512");
      }
      return checks.stream().allMatch(LossCheck::holds);
    }
  }

  /** The same check with few images. */
  private static List<LossCheck> few(PeerRow row, Backend backend, List<TorchSide> theirs) {
    CapstanSide few = new CapstanSide(backend, row.subject(), /* trains= */ true, LossCheck.FEW);
    return LossCheck.of(
        few,
        theirs.stream().map(side -> new TorchSide(few, side.network().configuration())).toList());
  }

  /** As many threads as we are fastest with. */
  private int team(PeerRow row) {
    try (Backend one = Backends.simd(1);
        Backend all = Backends.simd(threads)) {
      Rounds rounds =
          TRIAL.of(
              List.of(
                  new CapstanSide(one, row.subject(), row.trains(), row.batch()),
                  new CapstanSide(all, row.subject(), row.trains(), row.batch())));
      return rounds.median(0) < rounds.median(1) ? 1 : threads;
    }
  }

  /** PyTorch with what it is fastest with. */
  private TorchSide theirs(PeerRow row, Backend backend, CapstanSide ours, boolean bfloat16) {
    CapstanSide some =
        row.trial() == row.batch()
            ? ours
            : new CapstanSide(backend, row.subject(), row.trains(), row.trial());
    TorchConfiguration usual = TorchConfiguration.usual(threads, bfloat16);
    return new TorchSide(
        ours, usual.improved(row.isSmall(), choice -> new TorchSide(some, choice)));
  }
}
