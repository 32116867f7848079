package capstan.mpi;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.group.AllReduceProvider.Precision;
import capstan.mpi.InstalledMpi.Run;
import capstan.mpi.binding.Family;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two ranks on two machines. What a sum of the paper's gradients sends and how long it takes is
 * also printed: docs/cluster.md compares it with a model.
 */
@EnabledOnOs(OS.LINUX)
class NetworkTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"OPEN_MPI, 1", "OPEN_MPI, 10", "MPICH, 1", "MPICH, 10"})
  void aSumSendsWhatTheModelSays(Family family, int gigabits) throws IOException {
    InstalledMpi installed = InstalledMpi.of(family);
    try (TwoMachines machines = new TwoMachines(gigabits + "gbit", folder)) {
      Run run =
          machines.connect(installed).run(folder, 2, "traffic", true, "-XX:TieredStopAtLevel=4");
      assertThat(run.status()).as(run.output()).isZero();
      assertThat(run.ranks()).as(run.output()).hasSize(2);
      for (Map<String, String> told : run.ranks()) {
        assertThat(told)
            .containsEntry("ranks", "2")
            .containsEntry("ranksHere", "1")
            .containsEntry("sum", "3.0");
        assertThat(told.get("description")).endsWith("2 ranks on 2 machines");
        for (Precision precision : Precision.values()) {
          // 2 (n - 1) / n times the numbers, for two.
          double bytes =
              (double) GroupProgram.GRADIENTS
                  * (precision == Precision.FLOAT32 ? Float.BYTES : Short.BYTES);
          double sent = Double.parseDouble(told.get(precision + " bytes"));
          double seconds = Double.parseDouble(told.get(precision + " seconds"));
          // Queues at both ends of the cable hold some.
          assertThat(sent).isBetween(0.97 * bytes, 1.05 * bytes);
          assertThat(seconds).isGreaterThan(0.9 * bytes * Byte.SIZE / (gigabits * 1e9));
        }
      }
      Map<String, String> first = run.ranks().getFirst();
      System.out.printf(
          "%s, %d Gb/s: sum as float32 %s s, as bfloat16 %s s; a number %s s%n",
          first.get("description"),
          gigabits,
          first.get("FLOAT32 seconds"),
          first.get("BFLOAT16 seconds"),
          first.get("number seconds"));
    }
  }
}
