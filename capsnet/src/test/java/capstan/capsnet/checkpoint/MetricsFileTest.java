package capstan.capsnet.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsFileTest {
  private static final String HEADER = "step,epoch,loss\n";

  @TempDir Path folder;
  private Path file;
  private Path mixed;
  private MetricsFile metrics;

  @BeforeEach
  void name() {
    file = folder.resolve("steps.csv");
    mixed = folder.resolve("metrics.csv");
    metrics = new MetricsFile(file, List.of("epoch", "loss"));
  }

  @Test
  void everyRowIsInTheFileAtOnce() throws IOException {
    metrics.append(1, 1, Double.NaN);
    assertThat(file).hasContent(HEADER + "1,1,\n");
    metrics.append(2, 1, 0.25);
    assertThat(file).hasContent(HEADER + "1,1,\n2,1,0.25\n");
    assertThatThrownBy(() -> metrics.append(3, 1)).hasMessageContaining("2 values");
  }

  @ParameterizedTest
  @CsvSource({
    "3.5000000000000004, 3.5",
    "0.0010000000474974513, 0.001",
    "0.30000000000000004, 0.3",
    "0.123456789, 0.1234568",
    "1e-9, 1E-9",
    "100, 100",
    "99999999.5, 100000000",
    "-0.0, 0",
    "Infinity, Infinity"
  })
  void numbersHaveSevenDigits(double value, String cell) throws IOException {
    metrics.replace(List.of(new double[] {50, 1, value}));
    assertThat(file).hasContent(HEADER + "50,1," + cell + "\n");
  }

  @Test
  void resumingCutsTheRowsAfterTheCheckpointAndKeepsTheRest() throws IOException {
    Files.writeString(file, HEADER + "10,1,0.5\n20,1,\n30,2,0.2\n40,2,0.1\n");
    metrics.keepUpTo(20, mixed);
    metrics.append(30, 2, 0.21);
    assertThat(file).hasContent(HEADER + "10,1,0.5\n20,1,\n30,2,0.21\n");
  }

  /** Even a cut that leaves as many numbers as a row has is seen: it has no line break. */
  @Test
  void aRowCutByAKillIsDropped() throws IOException {
    String whole = HEADER + "10,1,0.5\n20,1,0.25\n";
    for (int length = 0; length < whole.length(); length++) {
      Files.writeString(file, whole.substring(0, length));
      metrics.keepUpTo(20, mixed);
      int kept = Math.max(HEADER.length(), whole.lastIndexOf('\n', length - 1) + 1);
      assertThat(Files.readString(file)).isEqualTo(whole.substring(0, kept));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "\u0000\u0000\u0000",
        "\u00ff\u00fe\n",
        "other,columns\n",
        "10,x,0.5\n,1,2\n",
        "10\n",
        "10,1,0.5,7\n",
        "99,1,0.5\n",
        "10,1,0.5",
        "NaN,1,0.5\n"
      })
  void whatIsNoRowGoes(String content) throws IOException {
    Files.writeString(file, content, StandardCharsets.ISO_8859_1);
    metrics.keepUpTo(20, mixed);
    assertThat(file).hasContent(HEADER);
  }

  @Test
  void goodRowsAmongForeignOnesStayInOrderAndOnce() throws IOException {
    Files.writeString(file, "20,1,0.25\nnote: all well\n10,1,0.5\n20,1,0.25\n");
    metrics.keepUpTo(20, mixed);
    assertThat(file).hasContent(HEADER + "10,1,0.5\n20,1,0.25\n");
  }

  @Test
  void stepsOfAnOlderRunComeFromItsMixedTable() throws IOException {
    Files.writeString(
        mixed,
        "step,epoch,loss,test_error\n10,0.5,0.5000000000000001,\n20,1,0.25,3.5\n30,1.5,1,\n");
    metrics.keepUpTo(20, mixed);
    assertThat(file).hasContent(HEADER + "10,0.5,0.5\n");
  }

  @Test
  void rowsThatCannotBeWrittenWait() throws IOException {
    Files.createDirectory(file);
    assertThatThrownBy(() -> metrics.append(10, 1, 0.5))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": cannot write: ");
    Files.delete(file);
    metrics.append(20, 1, 0.25);
    assertThat(file).hasContent(HEADER + "10,1,0.5\n20,1,0.25\n");
  }

  @Test
  void aFileThatIsLostBeginsAnew() throws IOException {
    metrics.append(10, 1, 0.5);
    Files.delete(file);
    metrics.append(20, 1, 0.25);
    assertThat(file).hasContent(HEADER + "20,1,0.25\n");
  }
}
