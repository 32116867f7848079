package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.LocatedData;
import capstan.capsnet.idx.Idx;
import capstan.capsnet.idx.IdxChoice;
import capstan.capsnet.idx.MnistFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EMNIST's form: images that lie on their side, and names of classes in a file of their own. */
class EmnistTest {
  private static final byte[] STORED = {1, 2, 3, 4, 5, (byte) 206};
  private static final byte[] UPRIGHT = {1, 4, 2, 5, 3, (byte) 206};

  @TempDir Path folder;

  /** Labels 1, 2 and 3 on images of 2x3. */
  private void write(String prefix) throws IOException {
    for (String half : new String[] {"train", "test"}) {
      byte[] pixels = new byte[18];
      for (int image = 0; image < 3; image++) {
        System.arraycopy(STORED, 0, pixels, 6 * image, 6);
      }
      Files.write(
          folder.resolve(prefix + half + "-images-idx3-ubyte"), Idx.images(3, 2, 3, pixels));
      Files.write(
          folder.resolve(prefix + half + "-labels-idx1-ubyte"),
          Idx.labels(3, (byte) 1, (byte) 2, (byte) 3));
    }
  }

  private LocatedData read(Boolean transposed) throws IOException {
    return read(OptionalInt.empty(), transposed);
  }

  private LocatedData read(OptionalInt classes, Boolean transposed) throws IOException {
    IdxChoice choice = new IdxChoice(Optional.empty(), Optional.ofNullable(transposed));
    return new DataLocation(1, classes, choice, PictureForm.AS_THEY_ARE, PictureListener.SILENT)
        .named(folder);
  }

  private void mapping(String text) throws IOException {
    Files.writeString(folder.resolve("emnist-letters-mapping.txt"), text);
  }

  @Test
  void imagesAreTurnedUprightByTheirName() throws IOException {
    write("emnist-letters-");
    LocatedData found = read(null);
    for (ImageSet half : new ImageSet[] {found.dataset().train(), found.dataset().test()}) {
      assertThat(half.height()).isEqualTo(3);
      assertThat(half.width()).isEqualTo(2);
      assertThat(half.image(2)).containsExactly(UPRIGHT);
    }
    assertThat(found.notice()).containsOnlyOnce("turned upright (--no-transposed");
    assertThat(found.dataset().name()).isEqualTo("emnist-letters");
    assertThat(MnistFolder.isTurned(found.dataset().origin())).isTrue();
  }

  @Test
  void theSwitchDecides() throws IOException {
    write("emnist-letters-");
    LocatedData stored = read(false);
    assertThat(stored.dataset().train().image(1)).containsExactly(STORED);
    assertThat(stored.notice()).doesNotContain("turned");
    assertThat(MnistFolder.isTurned(stored.dataset().origin())).isFalse();
    assertThat(read(true).dataset().train().image(1)).containsExactly(UPRIGHT);
  }

  @Test
  void otherNamesAreNotTurned() throws IOException {
    write("qmnist-");
    assertThat(read(null).dataset().train().image(1)).containsExactly(STORED);
    LocatedData turned = read(true);
    assertThat(turned.dataset().train().image(1)).containsExactly(UPRIGHT);
    assertThat(turned.notice()).doesNotContain("rows and columns");
  }

  @Test
  void aFolderOfThatNameIsSpokenOf() throws IOException {
    folder = Files.createDirectory(folder.resolve("EMNIST"));
    write("");
    LocatedData found = read(null);
    assertThat(found.dataset().train().image(1)).containsExactly(STORED);
    assertThat(found.notice()).contains("--transposed turns them upright");
    assertThat(read(false).notice()).doesNotContain("--transposed");
  }

  @Test
  void theMappingNamesAndCountsTheClasses() throws IOException {
    write("emnist-letters-");
    mapping("1 65 97\n2 66 98\r\n3 0233\n\n5 128578\n");
    Dataset dataset = read(null).dataset();
    assertThat(dataset.train().classNames()).containsExactly("0", "A", "B", "é", "4", "🙂");
    assertThat(dataset.test().classNames()).isEqualTo(dataset.train().classNames());
    assertThat(dataset.train().label(0)).isEqualTo(1);
    assertThat(read(null).notice())
        .contains("as emnist-letters-mapping.txt says", "of classes 0, 4, 🙂, of 6 classes");
    assertThat(read(OptionalInt.of(4), null).dataset().train().classNames())
        .containsExactly("0", "A", "B", "é");
    assertThat(read(OptionalInt.of(7), null).dataset().train().classNames())
        .containsExactly("0", "A", "B", "é", "4", "🙂", "6");
    mapping("1 65\n2 48\n3 66");
    assertThat(read(null).dataset().train().classNames()).containsExactly("class 0", "A", "0", "B");
  }

  @Test
  void aMappingThatIsNoneIsRefused() throws IOException {
    write("emnist-letters-");
    for (String wrong :
        new String[] {
          "",
          "1",
          "1 65\n1 66",
          "1 65\n2 65",
          "-1 65",
          "10000 65",
          "1 -65",
          "1 9999999",
          "1 10",
          "1 32",
          "<html>",
          "1 99999999999"
        }) {
      mapping(wrong);
      assertThatThrownBy(() -> read(null))
          .as(wrong)
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("emnist-letters-mapping.txt: found ")
          .message()
          .doesNotContain("\n");
    }
    mapping("0 48\n1 49");
    assertThatThrownBy(() -> read(null)).hasMessageContaining("label 2 at index 1");
  }
}
