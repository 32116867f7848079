package capstan.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.idx.MnistFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsFolderTest {
  @TempDir Path folder;

  @Test
  void theFolderIsReadAsMnistIs() throws IOException {
    DigitsFolder.write(folder.resolve("digits"), 2100, 30);
    Dataset digits = MnistFolder.read(folder.resolve("digits"));
    assertThat(digits.train().count()).isEqualTo(2100);
    assertThat(digits.test().count()).isEqualTo(30);
    assertThat(digits.train().label(2050)).isEqualTo(digits.train().label(50));
    assertThat(digits.train().image(2050)).isEqualTo(digits.train().image(50));
  }
}
