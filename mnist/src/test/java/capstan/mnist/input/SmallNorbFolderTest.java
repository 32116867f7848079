package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.LocatedData;
import capstan.capsnet.data.Resizing;
import capstan.capsnet.idx.IdxChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallNorbFolderTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    byte[] pixels = new byte[3 * 2 * 2 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 7);
    }
    replace("training-dat", SmallNorbFiles.images(3, 2, 3, pixels));
    replace("training-cat", SmallNorbFiles.categories(4, 0, 2));
    replace("testing-dat", SmallNorbFiles.images(1, 2, 3, Arrays.copyOf(pixels, 12)));
    replace("testing-cat", SmallNorbFiles.categories(1));
  }

  private Path file(String role) {
    return SmallNorbFiles.file(folder, role);
  }

  private void replace(String role, byte[] bytes) throws IOException {
    Files.write(file(role), bytes);
  }

  private LocatedData read(Optional<Resizing> resizing) throws IOException {
    return new DataLocation(
            2,
            OptionalInt.empty(),
            IdxChoice.AUTOMATIC,
            new PictureForm(resizing, OptionalInt.empty(), false),
            PictureListener.SILENT)
        .named(folder);
  }

  @Test
  void pairsAreTwoChannelsOfOneImage() throws IOException {
    Dataset data = read(Optional.empty()).dataset();
    assertThat(data.train().count()).isEqualTo(3);
    assertThat(data.train().classNames())
        .containsExactly("animal", "human", "airplane", "truck", "car");
    assertThat(data.train().label(0)).isEqualTo(4);
    assertThat(data.test().label(0)).isEqualTo(1);
    for (int image = 0; image < 3; image++) {
      for (int camera = 0; camera < 2; camera++) {
        for (int y = 0; y < 2; y++) {
          for (int x = 0; x < 3; x++) {
            assertThat(data.train().pixel(image, y, x, camera))
                .isEqualTo((((image * 2 + camera) * 2 + y) * 3 + x) * 7 & 0xff);
          }
        }
      }
    }
    assertThat(data.name()).isEqualTo("small NORB");
  }

  @Test
  void gzippedFilesHoldTheSame() throws IOException {
    Dataset plain = read(Optional.empty()).dataset();
    for (String role : new String[] {"training-dat", "training-cat", "testing-dat"}) {
      SmallNorbFiles.gzip(file(role));
    }
    Dataset gzipped = read(Optional.empty()).dataset();
    assertThat(gzipped.train().image(2)).isEqualTo(plain.train().image(2));
    assertThat(gzipped.test().image(0)).isEqualTo(plain.test().image(0));
  }

  @Test
  void eachCamerasImageIsResizedByItself() throws IOException {
    byte[] pixels = new byte[2 * 4 * 4];
    Arrays.fill(pixels, 0, 16, (byte) 40);
    Arrays.fill(pixels, 16, 32, (byte) 240);
    replace("testing-dat", SmallNorbFiles.images(1, 4, 4, pixels));
    Resizing size = new Resizing(3, 3, Resizing.Fit.STRETCH);
    Dataset data = read(Optional.of(size)).dataset();
    assertThat(data.test().height()).isEqualTo(3);
    assertThat(data.test().resizing()).contains(size);
    for (int i = 0; i < 9; i++) {
      assertThat(data.test().pixel(0, i / 3, i % 3, 0)).isEqualTo(40);
      assertThat(data.test().pixel(0, i / 3, i % 3, 1)).isEqualTo(240);
    }
  }

  /** Rows are not taken for columns on the way. */
  @Test
  void imagesThatHaveTheSizeStayAsTheyAre() throws IOException {
    Resizing size = new Resizing(3, 2, Resizing.Fit.STRETCH);
    ImageSet resized = read(Optional.of(size)).dataset().train();
    assertThat(resized.image(1)).isEqualTo(read(Optional.empty()).dataset().train().image(1));
  }

  @Test
  void whatIsNotGzippedComesFirst() throws IOException {
    Files.write(Path.of(file("training-dat") + ".gz"), new byte[] {1, 2});
    assertThat(read(Optional.empty()).dataset().train().count()).isEqualTo(3);
  }

  @Test
  void thereMayBeMoreClassesThanCategories() throws IOException {
    Dataset data =
        new DataLocation(
                1,
                OptionalInt.of(7),
                IdxChoice.AUTOMATIC,
                PictureForm.AS_THEY_ARE,
                PictureListener.SILENT)
            .named(folder)
            .dataset();
    assertThat(data.train().classes()).isEqualTo(7);
  }

  /** As many of these as are read at once of small ones would not fit an array. */
  @Test
  void largeImagesAreReadFewAtATime() throws IOException {
    byte[] pixels = new byte[2 * 2048 * 2048];
    Arrays.fill(pixels, (byte) 90);
    replace("testing-dat", SmallNorbFiles.images(1, 2048, 2048, pixels));
    Resizing size = new Resizing(3, 2, Resizing.Fit.STRETCH);
    assertThat(read(Optional.of(size)).dataset().test().image(0)).containsOnly(90);
  }

  @Test
  void moreThanIsReadAtOnce() throws IOException {
    byte[] pixels = new byte[2 * 600];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 251);
    }
    replace("training-dat", SmallNorbFiles.images(600, 1, 1, pixels));
    replace("training-cat", SmallNorbFiles.categories(new int[600]));
    replace("testing-dat", SmallNorbFiles.images(1, 1, 1, new byte[2]));
    ImageSet train = read(Optional.empty()).dataset().train();
    for (int i = 0; i < pixels.length; i++) {
      assertThat(train.pixel(i / 2, 0, 0, i % 2)).isEqualTo(i % 251);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          training-dat | 0 | 54 | magic number 0x1e3d4c54 | 0x1e3d4c55 (a byte matrix of NORB)
          testing-cat  | 0 | 55 | magic number 0x1e3d4c55 | 0x1e3d4c54 (an integer matrix
          training-dat | 4 | 3  | 3 dimensions: 3x2x2     | 4 dimensions: how many, 2 images of each
          training-dat | 4 | 7f | 127 dimensions,         | 4 dimensions: how many
          training-cat | 4 | 2  | 2 dimensions: 3x1       | 1 dimension: how many
          training-dat | c | 3  | dimensions 3x3x2x3      | 4 dimensions: how many, 2 images of each
          training-dat | b | 80 | dimensions 2147483651x2 | 4 dimensions: how many
          training-dat | 8 | 4  | truncated: 36 bytes     | 48 bytes after the header
          training-cat | 8 | 2  | bytes after the last element | 8 after the header
          training-cat | 14 | 5 | category 5 at index 0   | 0 to 4
          testing-cat  | 17 | ff | category -16777215 at index 0 | 0 to 4
          """)
  void whatIsWrongIsNamedWithFileAndBothValues(
      String role, String place, String value, String found, String expected) throws IOException {
    byte[] bytes = Files.readAllBytes(file(role));
    bytes[Integer.parseInt(place, 16)] = (byte) Integer.parseInt(value, 16);
    replace(role, bytes);
    assertThatThrownBy(() -> read(Optional.empty()))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(file(role).toString())
        .hasMessageContaining("found " + found)
        .hasMessageContaining("expected " + expected);
  }

  @Test
  void bytesAfterTheEndAreRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(file("training-dat"));
    replace("training-dat", Arrays.copyOf(bytes, bytes.length + 1));
    assertThatThrownBy(() -> read(Optional.empty()))
        .hasMessageContaining("found bytes after the last element, expected 36 after the header");
  }

  @Test
  void noBeginningOfAFileIsTakenForTheWhole() throws IOException {
    for (String role : new String[] {"training-dat", "testing-cat"}) {
      byte[] whole = Files.readAllBytes(file(role));
      for (int length = 0; length < whole.length; length++) {
        replace(role, Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> read(Optional.empty()))
            .isInstanceOf(InvalidDataException.class)
            .hasMessageContaining(file(role).toString());
      }
      replace(role, whole);
      Path gzipped = Path.of(file(role) + ".gz");
      SmallNorbFiles.gzip(file(role));
      byte[] packed = Files.readAllBytes(gzipped);
      for (int length = 2; length < packed.length; length++) {
        Files.write(gzipped, Arrays.copyOf(packed, length));
        assertThatThrownBy(() -> read(Optional.empty()))
            .isInstanceOf(InvalidDataException.class)
            .hasMessageContaining(gzipped.toString());
      }
      Files.delete(gzipped);
      replace(role, whole);
    }
  }

  @Test
  void filesThatAreMissingOrDoNotGoTogetherAreRefused() throws IOException {
    replace("training-cat", SmallNorbFiles.categories(4, 0));
    assertThatThrownBy(() -> read(Optional.empty()))
        .hasMessageContaining("found 2 categories, expected 3, one for each pair");
    write();
    replace("testing-dat", SmallNorbFiles.images(1, 3, 2, new byte[12]));
    assertThatThrownBy(() -> read(Optional.empty()))
        .hasMessageContaining("found test images of 3x2, expected 2x3");
    Files.delete(file("testing-dat"));
    assertThatThrownBy(() -> read(Optional.empty()))
        .hasMessageContaining("found no smallnorb-...-testing-dat.mat, but")
        .hasMessageContaining("testing-cat.mat");
  }

  @Test
  void whatIsForOtherDataIsRefused() {
    IdxChoice split = new IdxChoice(Optional.of("letters"), Optional.empty());
    assertThatThrownBy(
            () ->
                new DataLocation(
                        1,
                        OptionalInt.empty(),
                        split,
                        PictureForm.AS_THEY_ARE,
                        PictureListener.SILENT)
                    .named(folder))
        .hasMessageContaining("--split");
    assertThatThrownBy(
            () ->
                new DataLocation(
                        1,
                        OptionalInt.of(4),
                        IdxChoice.AUTOMATIC,
                        PictureForm.AS_THEY_ARE,
                        PictureListener.SILENT)
                    .named(folder))
        .hasMessageContaining("found 5 classes, expected at most 4");
  }
}
