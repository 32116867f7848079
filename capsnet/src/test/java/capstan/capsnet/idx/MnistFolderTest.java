package capstan.capsnet.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistFolderTest {
  @TempDir Path folder;

  @Test
  void readsHyphenatedDottedAndGzippedNames() throws IOException {
    Files.write(folder.resolve("train-images.idx3-ubyte"), Idx.images(4, 5, 6));
    Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), Idx.gzip(Idx.labels(4)));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), Idx.images(2, 5, 6));
    Files.write(folder.resolve("t10k-labels.idx1-ubyte.gz"), Idx.gzip(Idx.labels(2)));
    Dataset dataset = MnistFolder.read(folder);
    assertThat(dataset.train().count()).isEqualTo(4);
    assertThat(dataset.test().count()).isEqualTo(2);
    assertThat(dataset.test().width()).isEqualTo(6);
    assertThat(dataset.origin()).contains(folder.getFileName().toString());
    assertThat(dataset.test().origin()).isEqualTo(dataset.origin() + " (test)");
    assertThat(dataset.limitTrain(3).train().count()).isEqualTo(3);
    assertThat(dataset.limitTrain(3).test().count()).isEqualTo(2);
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> MnistFolder.read(folder.resolve("nowhere")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("nowhere: found no such folder");
    Idx.folder(folder, 3, 2);
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));
    assertThatThrownBy(() -> MnistFolder.read(folder))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("no t10k-labels-idx1-ubyte");
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), Idx.labels(2));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), Idx.images(2, 28, 27));
    assertThatThrownBy(() -> MnistFolder.read(folder))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll("28x27", "28x28");
  }

  /** Such as /home, in which everybody knows a folder, but not which others there are. */
  @Test
  void aFolderAboveThatMayNotBeReadIsNotLookedInto() throws IOException {
    Path data = Files.createDirectories(folder.resolve("home/user"));
    Path above = data.getParent();
    try {
      assumeTrue(above.toFile().setReadable(false) && !Files.isReadable(above), "no such folder");
      assertThatThrownBy(() -> MnistFolder.read(data))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("user: found no train-images-idx3-ubyte, an empty folder");
    } finally {
      above.toFile().setReadable(true);
    }
  }

  private void labels(String half, int... labels) throws IOException {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    Files.write(folder.resolve(half + "-images-idx3-ubyte"), Idx.images(labels.length, 3, 4));
    Files.write(folder.resolve(half + "-labels-idx1-ubyte"), Idx.labels(labels.length, bytes));
  }

  @Test
  void countsTheClassesOfTheTrainingLabels() throws IOException {
    labels("train", 2, 0, 1, 2);
    labels("t10k", 1);
    assertThat(MnistFolder.read(folder).train().classes()).isEqualTo(3);
    assertThat(MnistFolder.read(folder).test().classes()).isEqualTo(3);
    assertThat(MnistFolder.read(folder, 12).test().classes()).isEqualTo(12);
    labels("train", 3, 1, 2);
    assertThat(MnistFolder.read(folder).train().classes()).isEqualTo(4);
    labels("train", IntStream.range(0, 256).toArray());
    assertThat(MnistFolder.read(folder).train().classes()).isEqualTo(256);
  }

  @Test
  void refusesLabelsThatCannotBeCounted() throws IOException {
    labels("t10k", 1);
    for (int[] gap : new int[][] {{0, 1, 200, 1, 201, 200}, {1, 0, 200}}) {
      labels("train", gap);
      assertThatThrownBy(() -> MnistFolder.read(folder))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContainingAll(
              "train-labels-idx1-ubyte", "label 200 at index 2 and no label 2", "--classes");
      assertThat(MnistFolder.read(folder, 202).train().classes()).isEqualTo(202);
    }
    labels("train", 0, 1, 2, 10, 12);
    assertThatThrownBy(() -> MnistFolder.read(folder))
        .hasMessageContaining("label 10 at index 3 and no label 3");
  }

  @Test
  void labelsWithGapsAreDigitsIfTheyCanBe() throws IOException {
    labels("t10k", 9);
    for (int[] few : new int[][] {{0, 2, 3}, {2, 3}, {9}, {0, 0}, {1}, {4, 9, 0}}) {
      labels("train", few);
      assertThat(MnistFolder.read(folder).train().classes()).isEqualTo(10);
      assertThat(MnistFolder.read(folder).test().label(0)).isEqualTo(9);
    }
  }

  @Test
  void refusesLabelsBeyondTheClasses() throws IOException {
    labels("train", 0, 1, 2);
    labels("t10k", 2, 3);
    assertThatThrownBy(() -> MnistFolder.read(folder))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll(
            "t10k-labels-idx1-ubyte", "label 3 at index 1", "0 to 2", "--classes");
    assertThatThrownBy(() -> MnistFolder.read(folder, 2))
        .hasMessageContainingAll("train-labels-idx1-ubyte", "label 2 at index 2", "0 to 1");
    assertThat(MnistFolder.read(folder, 4).test().label(1)).isEqualTo(3);
  }

  @Test
  void readsTheRealFiles() throws IOException {
    assumeTrue(RealMnist.folder().isPresent(), "no MNIST files on this machine");
    Dataset mnist = MnistFolder.read(RealMnist.folder().orElseThrow());
    assertThat(mnist.name()).isEqualTo("MNIST");
    assertThat(mnist.train().classes()).isEqualTo(10);
    assertThat(mnist.train().count()).isEqualTo(60_000);
    assertThat(mnist.test().count()).isEqualTo(10_000);
    int[] labels = new int[10];
    for (int i = 0; i < 10; i++) {
      labels[i] = mnist.train().label(i);
    }
    assertThat(labels).containsExactly(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
    assertThat(mnist.test().label(0)).isEqualTo(7);
    long sum = 0;
    for (int image = 0; image < 60_000; image++) {
      for (byte pixel : mnist.train().image(image)) {
        sum += pixel & 0xff;
      }
    }
    // The mean that everybody's normalisation of MNIST uses: 0.1307.
    assertThat(sum / (255.0 * 60_000 * 784)).isBetween(0.13065, 0.13067);
  }

  /** As of MNIST-C, whose labels are MNIST's own. */
  @Test
  void otherImagesWithMnistsLabelsAreNotMnist() throws IOException {
    assumeTrue(RealMnist.folder().isPresent(), "no MNIST files on this machine");
    Dataset mnist = MnistFolder.read(RealMnist.folder().orElseThrow());
    for (String half : new String[] {"train", "t10k"}) {
      ImageSet images = half.equals("train") ? mnist.train() : mnist.test();
      byte[] labels = new byte[images.count()];
      for (int image = 0; image < labels.length; image++) {
        labels[image] = (byte) images.label(image);
      }
      Files.write(folder.resolve(half + "-labels-idx1-ubyte"), Idx.labels(labels.length, labels));
      Files.write(folder.resolve(half + "-images-idx3-ubyte"), Idx.images(labels.length, 1, 1));
    }
    assertThat(MnistFolder.read(folder).origin()).isEqualTo("the files in " + folder.getFileName());
  }

  @Test
  void namesMayHaveAPrefixAsEmnistsHave() throws IOException {
    String prefix = "emnist-letters-";
    Files.write(
        folder.resolve(prefix + "train-images-idx3-ubyte.gz"), Idx.gzip(Idx.images(3, 2, 2)));
    Files.write(folder.resolve(prefix + "train-labels-idx1-ubyte.gz"), Idx.gzip(Idx.labels(3)));
    Files.write(folder.resolve(prefix + "test-images-idx3-ubyte"), Idx.images(2, 2, 2));
    Files.write(folder.resolve(prefix + "test-labels-idx1-ubyte"), Idx.labels(2));
    assertThat(MnistFolderFiles.isComplete(folder)).isTrue();
    assertThat(MnistFolder.read(folder).train().count()).isEqualTo(3);
    assertThat(MnistFolder.read(folder).test().count()).isEqualTo(2);
    // Of two sets nobody knows which is meant.
    Files.write(folder.resolve("emnist-digits-test-images-idx3-ubyte"), Idx.images(2, 2, 2));
    assertThatThrownBy(() -> MnistFolder.read(folder))
        .hasMessageContainingAll(
            "the sets emnist-digits and emnist-letters", "--split digits or --split letters");
    // A name without a prefix comes first.
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), Idx.images(2, 2, 2));
    assertThat(MnistFolder.read(folder).test().count()).isEqualTo(2);
  }
}
