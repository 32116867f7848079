package capstan.capsnet.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a fixed training computes, to the last bit: the loss of each of its steps, then every
 * parameter and both of Adam's moments. A move, a clean-up or a new name must not change it.
 *
 * <p>The values in {@code golden.properties} are what {@link GoldenTraining} printed with the
 * version that wrote them, one for each width, number of steps and network, whatever the number of
 * threads; the failure of a test shows the new ones. They may change with numbers that are meant to
 * change: in a commit that does nothing else and says why.
 *
 * <p>Everything that decides the bits is given: the width of the vectors and the number of
 * registers, from which tiles and plans follow; nothing is measured, and sums across lanes have a
 * fixed order. What is left to the machine, {@link Recorded} says.
 *
 * <p>A width that the processor lacks is computed lane by lane, a thousand times slower, so of that
 * there are two steps of one network; of 512 bits two everywhere, as they were recorded without.
 */
class GoldenTrainingTest {
  private static final List<String> NETWORKS = List.of("all", "last", "direct");

  @TempDir private Path folder;

  /**
   * Of 16 registers and of 32, each with the tiles that processors of that width have. The widths
   * together train each network with one thread, two and three.
   */
  @ParameterizedTest
  @CsvSource({"128,16,20,0", "256,16,50,2", "512,32,2,1"})
  void everyWidthAndTeamComputesTheSameAsEver(int bits, int registers, int fullSteps, int turn)
      throws Exception {
    boolean possible = bits <= FloatVector.SPECIES_PREFERRED.vectorBitSize();
    int steps = possible ? fullSteps : 2;
    TreeMap<String, String> jobs = new TreeMap<>();
    for (int k = 0; k < (possible ? NETWORKS.size() : 1); k++) {
      String network = NETWORKS.get(k);
      jobs.put(network + "/" + (1 + (turn + k) % 3), "%d.%d.%s".formatted(bits, steps, network));
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx1g",
                "-Dcapstan.vector.bits=" + bits,
                "-Dcapstan.vector.registers=" + registers,
                "-cp",
                System.getProperty("java.class.path"),
                GoldenTraining.class.getName(),
                folder.toString(),
                "" + steps));
    command.addAll(jobs.keySet());
    Path log = folder.resolve("log");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    TreeMap<String, String> found = new TreeMap<>();
    try (var lines = process.inputReader()) {
      lines
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(line -> found.put(jobs.get(line[0]), line[1]));
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    Recorded.in("golden.properties").requireSame(jobs.values(), found);
  }

  @Test
  void theScalarBackendToo() throws Exception {
    TreeMap<String, String> found = new TreeMap<>();
    for (String network : NETWORKS) {
      found.put("scalar.2." + network, GoldenTraining.train(network, 0, 2, folder));
    }
    Recorded.in("golden.properties").requireSame(found.keySet(), found);
  }
}
