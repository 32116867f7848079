package capstan.bench.model;

import capstan.bench.measure.Limits;
import capstan.capsnet.file.AtomicFile;
import capstan.capsnet.network.RoutingGradient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** {@code capstan bench --model}: every part of a training step over its floor. */
public final class ModelReport {
  private static final int BATCH = 128;
  private static final double SECONDS = 8;

  private ModelReport() {}

  /**
   * Where the report goes beside the terminal.
   *
   * @param markdown file for the table; empty for none
   * @param picture PNG file for the bars; empty for none
   * @param peerParts what a comparison with PyTorch wrote, for the picture; empty for ours alone
   */
  public record Files(Optional<Path> markdown, Optional<Path> picture, Optional<Path> peerParts) {}

  /**
   * Measures and reports, in about half a minute.
   *
   * @param out where the table goes
   * @param threads of the SIMD backend
   * @param files what else is wanted
   * @throws IOException if a file cannot be read or written; the message is one line
   */
  public static void print(PrintStream out, int threads, Files files) throws IOException {
    Optional<PeerTimes> peers = Optional.empty();
    if (files.peerParts().isPresent()) {
      peers = Optional.of(PeerTimes.read(files.peerParts().get()));
    }
    Limits limits = Limits.measure(threads);
    StepModel model = new StepModel(BATCH, /* allRounds= */ false);
    StepTimes times = StepTimes.measure(threads, BATCH, RoutingGradient.LAST_ROUND, SECONDS);
    ModelTable table = new ModelTable(model, times, limits);
    String machine = limits.describe(threads) + "; batch " + BATCH;
    out.printf("%s%n%n%s", machine, table.text());
    out.printf(
        "%n%.0f images/s; at the floor of every part %.0f.%nfloor: the longer of computing and"
            + " moving at these rates. Parts follow each other, so the step's is the sum.%nteam"
            + " runs: how often all threads are put to work and waited for; parts: what they"
            + " share.%n",
        1e3 * BATCH / times.whole(), 1e3 * BATCH / model.stepFloor(limits));
    if (files.markdown().isPresent()) {
      String text = machine + "\n\n" + table.markdown();
      AtomicFile.write(files.markdown().get(), text.getBytes(StandardCharsets.UTF_8));
    }
    if (files.picture().isPresent()) {
      ModelPicture.write(files.picture().get(), model, times, limits, peers);
    }
  }
}
