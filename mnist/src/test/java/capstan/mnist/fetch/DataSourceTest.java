package capstan.mnist.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DataSourceTest {
  @Test
  void knowsFourFilesOfEachCollectionOnEachMirror() {
    for (DataSource source : List.of(DataSource.MNIST, DataSource.FASHION_MNIST)) {
      assertThat(source.mirrors()).hasSizeGreaterThan(1);
      assertThat(source.mirrors()).allMatch(mirror -> mirror.toString().endsWith("/"));
      assertThat(source.files()).hasSize(4);
      assertThat(source.files()).allMatch(file -> file.sha256().matches("[0-9a-f]{64}"));
      assertThat(source.files().stream().map(DataSource.RemoteFile::sha256).distinct()).hasSize(4);
    }
  }

  @Test
  void publishedMirrorsAreAskedWithEncryption() {
    for (DataSource source : List.of(DataSource.MNIST, DataSource.FASHION_MNIST)) {
      assertThat(source.mirrors()).allMatch(mirror -> mirror.getScheme().equals("https"));
    }
  }
}
