package capstan.bench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerTimesTest {
  @TempDir Path folder;

  @Test
  void whatWasWrittenIsRead() throws IOException {
    PeerTimes times =
        new PeerTimes(
            128,
            2,
            List.of(
                new PeerTimes.Row(LayerPart.PRIMARY_FORWARD, 31.5, 137, 74.7),
                new PeerTimes.Row(LayerPart.ADAM, 3.2, 5.6, null)));
    Path file = folder.resolve("peers.json");
    times.write(file);
    assertThat(PeerTimes.read(file)).isEqualTo(times);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"other\": 1}", "{\"batch\": \"many\"}", "[]"})
  void anotherFileIsRefusedInOneLine(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), content);
    assertThatThrownBy(() -> PeerTimes.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " does not hold what bench --peers --peer-parts writes")
        .satisfies(failure -> assertThat(failure.getMessage().lines()).hasSize(1));
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> PeerTimes.read(folder.resolve("none")))
        .hasMessage("there is no file " + folder.resolve("none"));
  }
}
