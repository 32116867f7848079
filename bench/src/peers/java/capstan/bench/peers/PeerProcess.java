package capstan.bench.peers;

import static org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import capstan.bench.measure.Spread;
import capstan.bench.model.LayerPart;
import capstan.bench.model.PeerTimes;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The comparison itself, in a process with {@link PeerEnvironment}. */
final class PeerProcess {
  private static final int BATCH = 128;
  private static final float RATE = 1e-4f;
  private static final Turns STEPS = new Turns(7, 150, 900);
  private static final Turns BATCHES = new Turns(7, 100, 300);
  private static final Turns PARTS = new Turns(7, 60, 100);

  private final int threads;
  private final PrintStream out;
  private final Backend backend;
  private final CapstanSide ours;
  private final TorchSide theirs;
  private final TorchSide bfloat16;

  private PeerProcess(int threads, Backend backend, PrintStream out) {
    this.threads = threads;
    this.backend = backend;
    this.out = out;
    set_num_threads(threads);
    // PyTorch's batched products are many small ones, which two threads of OpenBLAS make slower.
    blas_set_num_threads(1);
    ours = new CapstanSide(backend, BATCH);
    theirs = new TorchSide(ours, /* bfloat16= */ false);
    bfloat16 = new TorchSide(ours, /* bfloat16= */ true);
  }

  /**
   * Runs it; exits with 1 where the sides do not compute the same thing.
   *
   * @param arguments the number of threads, and where the parts' times are to be written, if
   *     anywhere
   * @throws IOException if they cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    int threads = Integer.parseInt(arguments[0]);
    Optional<Path> file =
        arguments.length > 1 ? Optional.of(Path.of(arguments[1])) : Optional.empty();
    boolean good;
    try (Backend backend = Backends.simd(threads)) {
      good = new PeerProcess(threads, backend, System.out).run(file);
    }
    System.exit(good ? 0 : 1);
  }

  private boolean run(Optional<Path> file) throws IOException {
    if (!LossCheck.print(ours, theirs, bfloat16, out)) {
      return false;
    }
    out.printf(
        Locale.ROOT,
        "%nWhole network, batch %d, %d thread%s: median (range over rounds in turn)%n%n",
        BATCH,
        threads,
        threads == 1 ? "" : "s");
    rates(
        "training, images/s",
        STEPS.milliseconds(
            List.of(() -> ours.train(RATE), () -> theirs.train(RATE), () -> bfloat16.train(RATE))));
    rates(
        "inference, images/s",
        BATCHES.milliseconds(List.of(ours::classify, theirs::classify, bfloat16::classify)));
    List<PeerTimes.Row> rows = parts();
    if (file.isPresent()) {
      new PeerTimes(BATCH, threads, rows).write(file.get());
    }
    return ProductRates.print(threads, out);
  }

  private void rates(String what, double[][] times) {
    List<String> names = List.of("Capstan", "PyTorch, float32", "PyTorch, bfloat16 convolutions");
    out.println(what);
    for (int side = 0; side < times.length; side++) {
      double[] rates = Arrays.stream(times[side]).map(each -> 1e3 * BATCH / each).toArray();
      out.printf(
          Locale.ROOT,
          "  %-32s %22s%s%n",
          names.get(side),
          Spread.of(rates).text(0),
          side == 0
              ? ""
              : "   Capstan is "
                  + Spread.ofRatio(times[side], times[0]).text(2)
                  + " times as fast");
    }
    out.println();
  }

  private List<PeerTimes.Row> parts() {
    List<PeerTimes.Row> rows = new ArrayList<>();
    CapstanParts mine = new CapstanParts(backend, ours);
    TorchParts single = new TorchParts(theirs, /* bfloat16= */ false);
    TorchParts half = new TorchParts(bfloat16, /* bfloat16= */ true);
    out.printf(
        "Parts of a training step, ms: median (range over %d rounds)%n%n%-34s %18s %20s %20s %s%n",
        PARTS.rounds(), "", "Capstan", "PyTorch", "PyTorch bfloat16", " ratio float32");
    for (LayerPart part : LayerPart.values()) {
      List<Runnable> sides =
          part.isConvolution()
              ? List.of(() -> mine.run(part), () -> single.run(part), () -> half.run(part))
              : List.of(() -> mine.run(part), () -> single.run(part));
      double[][] times = PARTS.milliseconds(sides);
      out.printf(
          Locale.ROOT,
          "%-34s %18s %20s %20s  %s%n",
          part.label(),
          Spread.of(times[0]).text(1),
          Spread.of(times[1]).text(1),
          part.isConvolution() ? Spread.of(times[2]).text(1) : "",
          Spread.ofRatio(times[1], times[0]).text(2));
      rows.add(
          new PeerTimes.Row(
              part,
              Spread.of(times[0]).median(),
              Spread.of(times[1]).median(),
              part.isConvolution() ? Spread.of(times[2]).median() : null));
    }
    return rows;
  }
}
