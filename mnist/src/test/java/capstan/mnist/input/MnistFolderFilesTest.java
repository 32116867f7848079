package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.LocatedData;
import capstan.capsnet.idx.Idx;
import capstan.capsnet.idx.IdxChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the files of a set may lie, and what is said where they do not. */
class MnistFolderFilesTest {
  @TempDir Path folder;

  private LocatedData read(Path where) throws IOException {
    return read(where, IdxChoice.AUTOMATIC);
  }

  private static LocatedData read(Path where, IdxChoice choice) throws IOException {
    return new DataLocation(
            1, OptionalInt.empty(), choice, PictureForm.AS_THEY_ARE, PictureListener.SILENT)
        .named(where);
  }

  private static IdxChoice split(String name) {
    return new IdxChoice(Optional.of(name), Optional.empty());
  }

  private int count(Path where) throws IOException {
    return read(where).dataset().train().count();
  }

  private void refuses(Path where, String... message) {
    assertThatThrownBy(() -> read(where))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll(message)
        .message()
        .doesNotContain("\n");
  }

  /** Four files with the name of a set before theirs, or with none. */
  private static void set(Path folder, String prefix, int train) throws IOException {
    Path plain = folder.resolve("plain-for-" + prefix);
    Idx.folder(plain, train, 2);
    try (Stream<Path> files = Files.list(plain)) {
      for (Path file : files.toList()) {
        Files.move(file, folder.resolve(prefix + file.getFileName()));
      }
    }
    Files.delete(plain);
  }

  /** As unpackers do that make a folder for each archive. */
  private static void wrap(Path folder, String innerNames) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        Path aside = Files.move(file, folder.resolve("aside"));
        Files.createDirectory(file);
        Files.move(
            aside, file.resolve(innerNames.isEmpty() ? name.replace("-idx", ".idx") : innerNames));
      }
    }
  }

  @Test
  void aFileMayLieInAFolderOfItsName() throws IOException {
    Idx.folder(folder, 7, 2);
    wrap(folder, "");
    Files.write(folder.resolve("train-images-idx3-ubyte/._train-images.idx3-ubyte"), new byte[9]);
    Files.write(folder.resolve("train-images-idx3-ubyte/readme.txt"), new byte[9]);
    assertThat(count(folder)).isEqualTo(7);
    // The file beside the folder is the better one.
    Files.write(folder.resolve("train-images.idx3-ubyte"), Idx.images(8, 28, 28));
    refuses(folder, "7 labels", "expected 8");
  }

  @Test
  void aFileInAFolderOfItsNameMayHaveAnotherName() throws IOException {
    Idx.folder(folder, 7, 2);
    wrap(folder, "data");
    assertThat(count(folder)).isEqualTo(7);
    Files.write(folder.resolve("train-images-idx3-ubyte/second"), new byte[9]);
    refuses(folder, "train-images-idx3-ubyte: found a folder");
  }

  @Test
  void aSetMayLieFurtherDown() throws IOException {
    Path raw = folder.resolve("MNIST/raw");
    Idx.folder(raw, 7, 2);
    Files.write(raw.resolve("train-images-idx3-ubyte.gz"), Idx.gzip(Idx.images(7, 28, 28)));
    Idx.folder(folder.resolve("@eaDir/raw"), 3, 2);
    LocatedData found = read(folder);
    assertThat(found.dataset().train().count()).isEqualTo(7);
    assertThat(found.notice()).contains("The files are in " + raw);
    Idx.folder(folder.resolve("FashionMNIST/raw"), 8, 2);
    refuses(folder, "sets in FashionMNIST/raw and MNIST/raw", "--data names the folder of one");
  }

  @Test
  void halvesMayHaveFoldersOfTheirOwn() throws IOException {
    Idx.folder(folder.resolve("train"), 7, 2);
    Files.createDirectory(folder.resolve("test"));
    for (String name : List.of("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")) {
      Files.move(folder.resolve("train").resolve(name), folder.resolve("test").resolve(name));
    }
    assertThat(count(folder)).isEqualTo(7);
  }

  @Test
  void whatSystemsAddIsPassedOver() throws IOException {
    set(folder, "qmnist-", 7);
    set(folder, "._qmnist-", 3);
    Files.write(folder.resolve("qmnist-train-images-idx3-ubyte:Zone.Identifier"), new byte[3]);
    assertThat(count(folder)).isEqualTo(7);
  }

  @Test
  void namesOfOtherTypesAndCasesAreFound() throws IOException {
    set(folder, "qmnist-", 7);
    Files.move(
        folder.resolve("qmnist-train-labels-idx1-ubyte"),
        folder.resolve("qmnist-train-labels-idx2-int"));
    Files.move(
        folder.resolve("qmnist-t10k-images-idx3-ubyte"),
        folder.resolve("QMNIST-Test-Images.idx3-UByte"));
    assertThat(count(folder)).isEqualTo(7);
    // Where a file is there unpacked too, nothing is in doubt.
    Files.write(folder.resolve("qmnist-train-labels-idx2-int.gz"), Idx.gzip(Idx.labels(7)));
    assertThat(count(folder)).isEqualTo(7);
  }

  @Test
  void ofSeveralSetsOneIsChosen() throws IOException {
    set(folder, "emnist-letters-", 7);
    set(folder, "emnist-digits-", 8);
    set(folder, "emnist-mnist-", 9);
    refuses(
        folder,
        "the sets emnist-digits, emnist-letters and emnist-mnist",
        "--split digits or --split letters or --split mnist");
    assertThat(read(folder, split("letters")).dataset().train().count()).isEqualTo(7);
    LocatedData digits = read(folder, split("EMNIST-digits"));
    assertThat(digits.dataset().train().count()).isEqualTo(8);
    assertThat(digits.dataset().name()).isEqualTo("emnist-digits");
    assertThatThrownBy(() -> read(folder, split("balanced")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll("no set balanced", "one of digits, letters and mnist");
    // Without a name before them files come first, but can be passed over.
    set(folder, "", 5);
    assertThat(count(folder)).isEqualTo(5);
    assertThat(read(folder, split("letters")).dataset().train().count()).isEqualTo(7);
  }

  @Test
  void filesOfNoSetHaveNoneToChoose() throws IOException {
    set(folder, "", 5);
    assertThatThrownBy(() -> read(folder, split("letters")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll("no set letters", "expected no --split");
  }

  @Test
  void halvesOfTwoSetsAreNotMixed() throws IOException {
    set(folder, "a-", 7);
    for (String name : List.of("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")) {
      Files.move(folder.resolve("a-" + name), folder.resolve("b-" + name));
    }
    refuses(folder, "the sets a and b", "--split");
  }

  @Test
  void aChoiceMeansNothingToPictures() throws IOException {
    Files.createDirectories(folder.resolve("cats"));
    assertThatThrownBy(() -> read(folder, split("letters")))
        .hasMessageContainingAll("folders of pictures", "--split and --transposed");
  }

  @Test
  void linksThatLeadNowhereAreCalledSo() throws IOException {
    Idx.folder(folder.resolve("real"), 7, 2);
    Path links = Files.createDirectory(folder.resolve("links"));
    try (Stream<Path> files = Files.list(folder.resolve("real"))) {
      for (Path file : files.toList()) {
        Files.createSymbolicLink(links.resolve(file.getFileName()), Path.of("nowhere"));
      }
    }
    refuses(links, "links/train-images-idx3-ubyte: found a link that leads nowhere, to nowhere");
    Path itself = Files.createSymbolicLink(folder.resolve("itself"), links);
    refuses(itself, "train-images-idx3-ubyte: found a link that leads nowhere");
    refuses(Files.createSymbolicLink(folder.resolve("x"), Path.of("y")), "x: found a link that");
    // A file beside the link is read.
    Files.delete(links.resolve("t10k-images-idx3-ubyte"));
    Files.createSymbolicLink(
        links.resolve("t10k-images-idx3-ubyte"), folder.resolve("real/t10k-images-idx3-ubyte"));
    for (String name :
        List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte")) {
      Files.copy(folder.resolve("real").resolve(name), links.resolve(name + ".gz"));
    }
    assertThat(count(links)).isEqualTo(7);
  }

  @Test
  void whatLiesThereIsSaid() throws IOException {
    refuses(folder, "an empty folder", "train-images-idx3-ubyte", "folders of pictures");
    for (int i = 0; i < 9; i++) {
      Files.write(folder.resolve("batch-" + i), new byte[1]);
    }
    refuses(folder, "no train-images-idx3-ubyte, but batch-0, batch-1", "and 4 more");
    Files.write(folder.resolve("archive.zip"), new byte[1]);
    refuses(folder, "; unpack archive.zip");
    Idx.folder(folder.resolve("set"), 7, 2);
    Path file = folder.resolve("set/train-images-idx3-ubyte");
    refuses(file, "found a file", "; the four files are in " + folder.resolve("set"));
    Path deeper = Files.createDirectory(folder.resolve("set/notes"));
    refuses(deeper, "; the four files are in " + folder.resolve("set"));
    Files.delete(file);
    refuses(folder.resolve("set"), "no train-images-idx3-ubyte, but notes, t10k-images-idx3-ubyte");
  }
}
