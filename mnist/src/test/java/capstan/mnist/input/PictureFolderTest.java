package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.LocatedData;
import capstan.capsnet.idx.Idx;
import capstan.capsnet.idx.IdxChoice;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
  @TempDir Path folder;

  private LocatedData read(int threads) throws IOException {
    return PictureFolder.read(
        folder, OptionalInt.empty(), threads, PictureListener.SILENT, PictureForm.AS_THEY_ARE);
  }

  /** A picture of 3x2 in one colour with transparency, as 0xAARRGGBB. */
  private void write(String name, int colour) throws IOException {
    write(name, colour, BufferedImage.TYPE_INT_ARGB, 3, 2);
  }

  private void write(String name, int colour, int type, int width, int height) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, colour);
      }
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(picture, "png", file.toFile())).isTrue();
  }

  private void grey(String name, int level) throws IOException {
    write(name, 0xff000000 | level * 0x010101);
  }

  private PlainPicture plain(String name, int channels) throws IOException {
    return PlainPicture.read(
        PictureFile.of(folder.resolve(name)), 2, 3, channels, Optional.empty());
  }

  private void refuses(String... words) {
    assertThatThrownBy(() -> read(2))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll(words)
        .satisfies(failure -> assertThat(failure.getMessage().lines()).hasSize(1));
  }

  @Test
  void readsTrainingAndTestPicturesByTheNumbersOfTheirClasses() throws IOException {
    for (String half : new String[] {"train", "test"}) {
      grey(half + "/10/a.png", 30);
      grey(half + "/9/B.PNG", 20);
      grey(half + "/9/a.png", 10);
    }
    LocatedData located = read(2);
    ImageSet train = located.dataset().train();
    assertThat(located.notice()).isEqualTo("classes 0 = 9, 1 = 10");
    assertThat(train.classes()).isEqualTo(2);
    assertThat(train.channels()).isEqualTo(1);
    assertThat(train.height()).isEqualTo(2);
    assertThat(train.width()).isEqualTo(3);
    assertThat(train.image(0)).containsOnly(20);
    // By share of their class: B at 1/4 and a at 3/4 of the nines, the ten at 1/2.
    assertThat(new int[] {train.label(0), train.label(1), train.label(2)}).containsExactly(0, 1, 0);
    assertThat(train.image(1)).containsOnly(30);
    assertThat(located.dataset().test().image(2)).containsOnly(10);
    assertThat(PictureFolder.isOrigin(located.dataset().origin())).isTrue();
    assertThat(
            PictureFolder.read(
                    folder, OptionalInt.of(5), 1, PictureListener.SILENT, PictureForm.AS_THEY_ARE)
                .dataset()
                .test()
                .classes())
        .isEqualTo(5);
  }

  @Test
  void takesTheLongerNamesOfTheHalvesToo() throws IOException {
    for (String name : List.of("0/a.png", "1/a.png", "1/b.png")) {
      grey("training/" + name, 30);
    }
    grey("testing/0/a.png", 40);
    grey("testing/1/a.png", 50);
    LocatedData located = read(1);
    assertThat(located.notice()).isEqualTo("classes 0 = 0, 1 = 1");
    assertThat(located.dataset().train().count()).isEqualTo(3);
    assertThat(located.dataset().test().count()).isEqualTo(2);
    assertThat(located.dataset().test().pixel(1, 0, 0, 0)).isEqualTo(50);
  }

  @Test
  void holdsOutEverySeventhOfEachClass() throws IOException {
    for (int i = 0; i < 15; i++) {
      grey("bag/%02d.png".formatted(i), i);
    }
    grey("boot/a.png", 100);
    grey("boot/b.png", 101);
    LocatedData located = read(1);
    ImageSet test = located.dataset().test();
    assertThat(located.dataset().train().count()).isEqualTo(14);
    assertThat(test.count()).isEqualTo(3);
    assertThat(test.pixel(0, 0, 0, 0) + test.pixel(1, 0, 0, 0) + test.pixel(2, 0, 0, 0))
        .isEqualTo(6 + 13 + 101);
    assertThat(located.notice())
        .contains("0 = bag, 1 = boot", "every 7th", "3 to test on beside 14")
        .hasLineCount(2);
    // Any beginning has its share of every class: one of eight is a boot.
    assertThat(located.dataset().train().first(8).toString()).contains("8 images");
    assertThat(located.dataset().train().label(6) + located.dataset().train().label(7)).isOne();
  }

  @Test
  void colourAnywhereMakesTheWholeSetColoured() throws IOException {
    for (int i = 0; i < 200; i++) {
      grey("a/%03d.png".formatted(i), i);
      write("b/%03d.png".formatted(i), i == 199 ? 0xff102030 : 0xff000000, 1, 3, 2);
    }
    for (int threads = 1; threads <= 3; threads++) {
      ImageSet train = read(threads).dataset().train();
      assertThat(train.channels()).isEqualTo(3);
      int last = train.count() - 1;
      assertThat(train.label(last)).isEqualTo(1);
      assertThat(train.image(last)).startsWith(0x10, 0x20, 0x30, 0x10);
      assertThat(train.pixel(0, 1, 2, 0)).isEqualTo(train.pixel(0, 1, 2, 2));
      for (int i = 0; i < train.count(); i++) {
        assertThat(train.label(i) == 1 || train.pixel(i, 0, 0, 0) < 200).isTrue();
      }
    }
  }

  @Test
  void keepsLevelsAsTheyAreAndPutsTransparencyOnTheirContrary() throws IOException {
    write("a/1.png", 0x80646464);
    write("c/1.png", 0x80c8c8c8);
    write("c/2.png", 0x80c8c8c8);
    write("a/2.png", 0xff4d4d4d, BufferedImage.TYPE_BYTE_GRAY, 3, 2);
    BufferedImage deep = new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 6; i++) {
      deep.getRaster().setSample(i % 3, i / 3, 0, 0x4080);
    }
    Files.createDirectories(folder.resolve("b"));
    ImageIO.write(deep, "png", folder.resolve("b/1.png").toFile());
    BufferedImage shallow = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 6; i++) {
      shallow.getRaster().setSample(i % 3, i / 3, 0, 77);
    }
    ImageIO.write(shallow, "png", folder.resolve("b/2.png").toFile());
    Dataset dataset = read(1).dataset();
    assertThat(dataset.train().channels()).isEqualTo(1);
    // Dark on white: (100 · 128 + 255 · 127) / 255; light on black: 200 · 128 / 255.
    assertThat(dataset.train().pixel(0, 0, 0, 0)).isEqualTo(177);
    assertThat(dataset.train().pixel(1, 0, 0, 0)).isEqualTo(0x40);
    assertThat(dataset.train().pixel(2, 0, 0, 0)).isEqualTo(100);
    assertThat(dataset.test().pixel(1, 1, 2, 0)).isEqualTo(77);
    PlainPicture grey = plain("b/2.png", 3);
    assertThat(grey.pixels().toArray()).hasSize(18).containsOnly(77 / 255f);
    assertThat(grey.change()).isEmpty();
  }

  @Test
  void ignoresWhatSystemsHideAndTellsOfTheRest() throws IOException {
    for (String name : new String[] {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) {
      grey(name, 1);
    }
    for (String name : new String[] {"a/.DS_Store", "a/Thumbs.db", ".git/x", "__MACOSX/x"}) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.writeString(folder.resolve(name), "?");
    }
    assertThat(read(1).notice()).doesNotContain("Ignored");
    Files.writeString(folder.resolve("a/notes.txt"), "?");
    assertThat(read(1).notice()).contains("Ignored 1", "notes.txt").doesNotContain("...");
    Files.writeString(folder.resolve("readme"), "?");
    assertThat(read(1).notice()).contains("Ignored 2", "readme", "...");
  }

  @Test
  void refusesFoldersThatAreNotAsTheyShouldBe() throws IOException {
    grey("a/1.png", 1);
    grey("a/2.png", 1);
    refuses("only the folder a", "2 to 10,000");
    Files.createDirectories(folder.resolve("b"));
    refuses("b: found no pictures");
    grey("b/1.png", 1);
    refuses("b: found 1 picture", "at least 2");
    grey("b/c/1.png", 1);
    refuses("c: found a folder", "pictures");
    Files.delete(folder.resolve("b/c/1.png"));
    Files.delete(folder.resolve("b/c"));
    grey("b/2.png", 1);
    assertThat(read(1).dataset().train().count()).isEqualTo(2);
    assertThatThrownBy(
            () ->
                PictureFolder.read(
                    folder, OptionalInt.of(1), 1, PictureListener.SILENT, PictureForm.AS_THEY_ARE))
        .hasMessageContainingAll("2 classes", "--classes");
    Path steering = Files.createDirectories(folder.resolve("\u001b[31mred\nb"));
    refuses("a folder named '?[31mred?b'", "without control characters");
    Files.delete(steering);
    Path damaged = Files.createDirectories(folder.resolve("donn\uFFFD\uFFFDes"));
    refuses("donn??es: found a folder whose name did not come through", "set LC_ALL");
    Files.delete(damaged);
    grey("train/a/1.png", 1);
    refuses("test: found no such folder", "train");
    grey("train/b/1.png", 1);
    grey("test/a/1.png", 1);
    grey("test/c/1.png", 1);
    refuses("test: found no folder b", "train");
    grey("test/b/1.png", 1);
    refuses("train: found no folder c", "test");
    grey("train/c/1.png", 1);
    assertThat(read(1).notice()).contains("Ignored 2");
  }

  @Test
  void refusesTheFirstPictureThatIsWrongWhateverTheThreads() throws IOException {
    for (int i = 0; i < 300; i++) {
      grey("a/%03d.png".formatted(i), 1);
      grey("b/%03d.png".formatted(i), 2);
    }
    write("a/150.png", -1, BufferedImage.TYPE_BYTE_GRAY, 4, 2);
    Files.write(folder.resolve("b/200.png"), new byte[] {1, 2, 3});
    for (int i = 0; i < 5; i++) {
      refuses("a/150.png", "4x2", "3x2", "a/000.png");
    }
    grey("a/150.png", 1);
    refuses("b/200.png", "no picture");
    byte[] whole = Files.readAllBytes(folder.resolve("a/000.png"));
    Files.write(folder.resolve("b/200.png"), java.util.Arrays.copyOf(whole, whole.length - 30));
    refuses("b/200.png", "cannot be decoded");
    write("b/200.png", -1, BufferedImage.TYPE_BYTE_GRAY, 2049, 1);
    refuses("b/200.png", "2049x1", "2048");
  }

  @Test
  void isTheDataOfALocation() throws IOException {
    DataLocation location =
        new DataLocation(
            1,
            OptionalInt.empty(),
            IdxChoice.AUTOMATIC,
            PictureForm.AS_THEY_ARE,
            PictureListener.SILENT);
    assertThatThrownBy(() -> location.named(folder))
        .hasMessageContainingAll("train-images-idx3-ubyte", "folders of pictures");
    for (String name : new String[] {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) {
      grey(name, 1);
    }
    assertThat(location.named(folder).dataset().test().count()).isEqualTo(2);
    Idx.folder(folder, 3, 2);
    assertThat(location.named(folder).dataset().train().count()).isEqualTo(3);
  }

  @Test
  void blackInkOnATransparentGroundIsSeen() throws IOException {
    BufferedImage drawing = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
    drawing.setRGB(1, 0, 0xff000000);
    ImageIO.write(drawing, "png", folder.resolve("ink.png").toFile());
    assertThat(plain("ink.png", 1).pixels().toArray()).containsExactly(1, 0, 1, 1, 1, 1);
    ImageIO.write(
        new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB),
        "png",
        folder.resolve("none.png").toFile());
    assertThat(plain("none.png", 1).pixels().toArray()).containsOnly(0);
  }
}
