package capstan.mnist.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {
  private static final List<String> COLUMNS = List.of("epoch", "loss", "testError");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("metrics.csv");
  }

  @Test
  void everyRowIsInTheFileAtOnce() throws IOException {
    try (MetricsFile metrics = MetricsFile.open(file, COLUMNS, row -> false)) {
      assertThat(file).hasContent("step,epoch,loss,testError\n");
      metrics.append(1, 1, 0.5, Double.NaN);
      assertThat(file).hasContent("step,epoch,loss,testError\n1,1,0.5,\n");
      metrics.append(2, 1, 1e-9, 0.3);
      assertThat(file).hasContent("step,epoch,loss,testError\n1,1,0.5,\n2,1,1.0E-9,0.3\n");
      assertThatThrownBy(() -> metrics.append(3, 1, 2)).hasMessageContaining("2 values");
    }
  }

  @Test
  void resumingCutsTheRowsAfterTheCheckpointAndKeepsTheRest() throws IOException {
    Files.writeString(
        file, "step,epoch,loss,testError\n10,1,0.5,\n20,1,0.25,0.4\n30,2,0.2,\n40,2,0.1,0.3\n");
    List<double[]> rows = new ArrayList<>();
    try (MetricsFile metrics =
        MetricsFile.open(
            file,
            COLUMNS,
            row -> {
              rows.add(row);
              return row[0] <= 20;
            })) {
      assertThat(rows.get(0)).containsExactly(10, 1, 0.5, Double.NaN);
      assertThat(rows.get(1)).containsExactly(20, 1, 0.25, 0.4);
      assertThat(rows).hasSize(4);
      metrics.append(30, 2, 0.21, Double.NaN);
    }
    assertThat(file)
        .hasContent("step,epoch,loss,testError\n10,1,0.5,\n20,1,0.25,0.4\n30,2,0.21,\n");
  }

  /** Even a cut that leaves as many numbers as a row has is seen: it has no line break. */
  @Test
  void aRowCutByAKillIsDropped() throws IOException {
    String whole = "step,epoch,loss,testError\n10,1,0.5,1.25\n20,1,0.25,1.5\n";
    for (int length = 0; length < whole.length(); length++) {
      Files.writeString(file, whole.substring(0, length));
      MetricsFile.open(file, COLUMNS, row -> row[0] <= 20).close();
      int kept = whole.lastIndexOf('\n', length - 1) + 1;
      String expected = kept == 0 ? whole.substring(0, 26) : whole.substring(0, kept);
      assertThat(Files.readString(file)).isEqualTo(expected);
    }
  }

  @Test
  void otherColumnsAndOtherFilesAreRefusedUntouched() throws IOException {
    refused("step,epoch,loss\n1,1,2\n")
        .hasMessage(
            file + ": line 1: columns \"step,epoch,loss\", expected \"step,epoch,loss,testError\"");
    refused("step,epoch,loss,testError\n1,1,2,3\n2,x,2,3\n3,1,2,3\n")
        .hasMessage(file + ": line 3: \"2,x,2,3\", expected 4 numbers");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
    assertThatThrownBy(() -> MetricsFile.open(file, COLUMNS, row -> row[0] <= 20).close())
        .hasMessage(file + ": cannot read: it is not UTF-8 text");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(String text)
      throws IOException {
    Files.writeString(file, text);
    var refusal =
        assertThatThrownBy(() -> MetricsFile.open(file, COLUMNS, row -> row[0] <= 20).close());
    assertThat(Files.readString(file)).isEqualTo(text);
    return refusal.isInstanceOf(InvalidCheckpointException.class);
  }
}
