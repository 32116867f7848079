package capstan.bench.peers;

import capstan.bench.model.LayerPart;
import capstan.bench.model.PeerTimes;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.javacpp.PointerScope;

/** The parts of a training step of the capsule network, ours beside PyTorch's. */
final class PartTimes {
  private static final int BATCH = 128;
  private static final Turns TURNS = new Turns(7, 14, 60, 100);

  private PartTimes() {}

  /** What a part's row is called. */
  static String label(LayerPart part) {
    return "part " + part.label();
  }

  /**
   * Measures and prints.
   *
   * @param threads of both sides
   * @param parts which
   * @param table where to
   * @return the medians
   */
  static PeerTimes print(int threads, List<LayerPart> parts, PeerTable table) {
    List<PeerTimes.Row> rows = new ArrayList<>();
    try (PointerScope _ = new PointerScope();
        Backend backend = Backends.simd(threads)) {
      CapstanSide side = new CapstanSide(backend, Subject.CAPSNET, true, BATCH);
      CapstanParts ours = new CapstanParts(backend, side);
      TorchParts single = torch(side, threads, /* bfloat16= */ false);
      TorchParts half =
          TorchConfiguration.hasBfloat16() ? torch(side, threads, /* bfloat16= */ true) : null;
      for (LayerPart part : parts) {
        List<Contestant> all = new ArrayList<>();
        all.add(() -> ours.run(part));
        all.add(() -> single.run(part));
        if (part.isConvolution() && half != null) {
          all.add(() -> half.run(part));
        }
        Rounds rounds = TURNS.of(all);
        table.row(
            "PyTorch",
            label(part) + ", ms",
            DoubleUnaryOperator.identity(),
            rounds,
            Double.NaN,
            Double.NaN);
        rows.add(
            new PeerTimes.Row(
                part,
                rounds.median(0),
                rounds.median(1),
                all.size() > 2 ? rounds.median(2) : null));
      }
    }
    return new PeerTimes(BATCH, threads, rows);
  }

  private static TorchParts torch(CapstanSide ours, int threads, boolean bfloat16) {
    TorchSide side = new TorchSide(ours, TorchConfiguration.usual(threads, bfloat16));
    side.start();
    return new TorchParts(side);
  }
}
