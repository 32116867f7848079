package capstan.bench.peers;

import capstan.bench.model.LayerPart;
import capstan.bench.model.PeerTimes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The comparison itself, in a process with {@link PeerEnvironment}. */
final class PeerProcess {
  private PeerProcess() {}

  /** What all rows are called. */
  static Stream<String> names() {
    return Stream.of(
            PeerRow.ALL.stream().map(PeerRow::name),
            Arrays.stream(LayerPart.values()).map(PartTimes::label),
            ProductRates.ALL.stream().map(ProductRates::label))
        .flatMap(each -> each);
  }

  /**
   * Runs it; exits with 1 where the sides do not compute the same thing.
   *
   * @param arguments the number of threads, what the names of the rows contain, and where the
   *     parts' times are to be written, if anywhere
   * @throws IOException if they cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    int threads = Integer.parseInt(arguments[0]);
    String only = arguments[1];
    PeerTable table = new PeerTable(System.out);
    boolean good = true;
    NetworkRates networks = new NetworkRates(threads, table);
    for (PeerRow row : PeerRow.ALL) {
      good &= !row.name().contains(only) || networks.print(row);
    }
    List<LayerPart> parts =
        Arrays.stream(LayerPart.values())
            .filter(part -> PartTimes.label(part).contains(only))
            .toList();
    if (!parts.isEmpty()) {
      PeerTimes times = PartTimes.print(threads, parts, table);
      if (arguments.length > 2) {
        times.write(Path.of(arguments[2]));
      }
    }
    for (ProductRates product : ProductRates.ALL) {
      good &= !product.label().contains(only) || product.print(threads, table);
    }
    System.exit(good ? 0 : 1);
  }
}
