package capstan.mnist.illustration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.inspect.DimensionEffect;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DimensionWordsTest {
  /** Leans by 12 degrees and gets narrower, all other measures within their errors. */
  private static DimensionEffect leaning(int label, int dimension, int images) {
    return new DimensionEffect(
        label,
        dimension,
        images,
        0.1,
        List.of(0.0, 0.0, 12.04, -1.4, 0.0, 0.0, 0.0),
        List.of(1.0, 1.0, 1.0, 0.1, 1.0, 1.0, 1.0),
        List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0));
  }

  @Test
  void areThoseThatPerturbWrote() throws IOException {
    String table = PerturbationText.csv(List.of(leaning(3, 7, 20), leaning(3, 8, 1)));
    DimensionWords words = DimensionWords.read("table", new StringReader(table));
    assertThat(words.of(3, 7)).isEqualTo("slant +12.0°, width −1.4 px");
    assertThat(words.named()).extracting(DimensionWords.Named::dimension).containsExactly(7);
    assertThat(words.of(3, 8)).as("a single image names nothing").isEmpty();
    assertThat(words.of(4, 7)).isEmpty();
    assertThat(table.lines().skip(2)).singleElement().asString().contains(",0.0,,").endsWith(",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class,dimension,images\n1,2,3\n",
        "class,dimension,named\n1\n",
        "class,dimension,named\nx,2,ink +3.0 px\n",
        "class,dimension,named\n1,2.5,ink +3.0 px\n"
      })
  void whatIsNoTableIsNamed(String text) {
    assertThatThrownBy(() -> DimensionWords.read("the table", new StringReader(text)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the table: no table of dimensions")
        .hasMessageNotContaining("\n");
  }

  @Test
  void areOfTheWeightsThatWereMeasured(@TempDir Path run) throws IOException {
    Path checkpoint = Files.writeString(run.resolve("checkpoint.safetensors"), "");
    assertThat(DimensionWords.beside(checkpoint)).isEqualTo(DimensionWords.NONE);
    Path table = Files.createDirectory(run.resolve("perturb")).resolve("dimensions.csv");
    Files.writeString(table, PerturbationText.csv(List.of(leaning(0, 1, 20))));
    FileTime measured = Files.getLastModifiedTime(table);
    Files.setLastModifiedTime(checkpoint, measured);
    assertThat(DimensionWords.beside(checkpoint).of(0, 1)).startsWith("slant");
    Files.setLastModifiedTime(checkpoint, FileTime.fromMillis(measured.toMillis() + 5_000));
    assertThat(DimensionWords.beside(checkpoint).named()).isEmpty();
    Files.setLastModifiedTime(checkpoint, measured);
    Files.write(table, "class,dimension,named\n1,2,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> DimensionWords.beside(checkpoint))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(table.toString())
        .hasMessageNotContaining("\n");
  }
}
