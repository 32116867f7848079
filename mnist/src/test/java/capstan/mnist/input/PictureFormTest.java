package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.LocatedData;
import capstan.capsnet.data.Resizing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of several sizes and colours, and such as cannot be read. */
class PictureFormTest {
  private static final PictureForm SKIPPING =
      new PictureForm(Optional.empty(), OptionalInt.empty(), true);

  @TempDir Path folder;

  @BeforeEach
  void fourPictures() throws IOException {
    PictureFolders.write(folder, "a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png", "b/3.png");
  }

  private static PictureForm sized(int width, int height, int channels) {
    return new PictureForm(
        Optional.of(new Resizing(width, height, Resizing.Fit.PAD)),
        channels == 0 ? OptionalInt.empty() : OptionalInt.of(channels),
        false);
  }

  @Test
  void allThatCannotBeReadAreNamedAtOnce() throws IOException {
    Files.write(folder.resolve("a/2.png"), new byte[0]);
    Files.writeString(folder.resolve("b/2.png"), "<html><body>Not found</body></html>");
    assertThatThrownBy(() -> PictureFolders.read(folder))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll("2 of 6 pictures", "a/2.png", "b/2.png", "--skip-unreadable");
    LocatedData located = PictureFolders.read(folder, SKIPPING);
    assertThat(located.notice()).contains("Left out 2 that cannot be read", "a/2.png", "b/2.png");
    assertThat(located.notice()).contains("2 to test on beside 2 to learn from");
    assertThat(located.dataset().train().count()).isEqualTo(2);
    assertThat(located.dataset().train().label(0)).isZero();
    assertThat(located.dataset().train().label(1)).isOne();
    assertThat(located.dataset().train().image(1)).containsOnly(0x40);
  }

  @Test
  void theFirstTenAreNamedAndAllCounted() throws IOException {
    for (int i = 0; i < 14; i++) {
      Files.writeString(folder.resolve("b/bad%02d.png".formatted(i)), "no");
    }
    assertThatThrownBy(() -> PictureFolders.read(folder))
        .hasMessageContainingAll("14 of 20", "bad00.png", "and 4 more");
  }

  @Test
  void aClassThatLosesAllItsPicturesIsRefused() throws IOException {
    for (String name : new String[] {"b/1.png", "b/2.png"}) {
      Files.writeString(folder.resolve(name), "no");
    }
    assertThatThrownBy(() -> PictureFolders.read(folder, SKIPPING))
        .hasMessageContaining("no readable picture of b to learn from");
  }

  @Test
  void picturesOfOtherSizesAreRefusedWithTheSwitchThatHelps() throws IOException {
    PictureFolders.write(folder.resolve("a/2.png"), 5, 2, 0x404040);
    PictureFolders.write(folder.resolve("b/1.png"), 3, 7, 0x404040);
    for (PictureForm form : new PictureForm[] {PictureForm.AS_THEY_ARE, SKIPPING}) {
      assertThatThrownBy(() -> PictureFolders.read(folder, form))
          .hasMessageContainingAll("2 of 6", "5x2", "3x7", "expected 3x2", "--resize 3x2");
    }
    ImageSet train = PictureFolders.read(folder, sized(4, 6, 0)).dataset().train();
    assertThat(train.width()).isEqualTo(4);
    assertThat(train.height()).isEqualTo(6);
    for (int i = 0; i < train.count(); i++) {
      assertThat(train.image(i)).containsOnly(0x40);
    }
    assertThat(train.resizing()).contains(new Resizing(4, 6, Resizing.Fit.PAD));
    assertThat(train.first(1).resizing()).isEqualTo(train.resizing());
  }

  @Test
  void greyNetworksTakeColourAndColouredOnesGrey() throws IOException {
    PictureFolders.write(folder.resolve("a/2.png"), 3, 2, 0xff0000);
    LocatedData grey = PictureFolders.read(folder, sized(3, 2, 1));
    assertThat(grey.dataset().train().channels()).isEqualTo(1);
    assertThat(grey.notice()).contains("1 pictures in colour are read as grey");
    boolean red = false;
    for (int i = 0; i < grey.dataset().train().count(); i++) {
      red |= grey.dataset().train().pixel(i, 0, 0, 0) == 76; // 0.299 · 255
    }
    assertThat(red).isTrue();
    Files.delete(folder.resolve("a/2.png"));
    ImageSet coloured = PictureFolders.read(folder, sized(3, 2, 3)).dataset().train();
    assertThat(coloured.channels()).isEqualTo(3);
    assertThat(coloured.image(0)).containsOnly(0x40);
  }

  @Test
  void onePictureIsBroughtToTheSizeOfTheOthersAndToldSo() throws IOException {
    PictureFolders.write(folder.resolve("wide.png"), 6, 2, 0xffffff);
    PlainPicture wide =
        PlainPicture.read(PictureFile.of(folder.resolve("wide.png")), 2, 3, 1, Optional.empty());
    assertThat(wide.change()).isEqualTo("brought from 6x2 to 3x2, pad");
    assertThat(wide.pixels().toArray()).hasSize(6).containsOnly(1);
    PictureFolders.write(folder.resolve("red.png"), 1, 1, 0xff0000);
    // In the middle of a frame, as the network's own pictures.
    PlainPicture framed =
        PlainPicture.read(
            PictureFile.of(folder.resolve("red.png")),
            3,
            3,
            1,
            Optional.of(new Resizing(1, 1, Resizing.Fit.CROP)));
    assertThat(framed.change()).isEqualTo("in colour, read as grey");
    assertThat(framed.pixels().toArray()).containsExactly(0, 0, 0, 0, 76 / 255f, 0, 0, 0, 0);
  }

  @Test
  void moreClassesThanAByteHoldsAreKeptApart() throws IOException {
    for (int i = 0; i < 300; i++) {
      for (int number = 0; number < 2; number++) {
        PictureFolders.write(folder.resolve("many/%03d/%d.png".formatted(i, number)), 2, 1, i / 2);
      }
    }
    Dataset many = PictureFolders.read(folder.resolve("many")).dataset();
    assertThat(many.train().classes()).isEqualTo(300);
    for (int i = 0; i < 300; i++) {
      assertThat(many.train().label(i)).isEqualTo(i);
      assertThat(many.test().label(i)).isEqualTo(i);
      assertThat(many.train().classNames().get(i)).isEqualTo("%03d".formatted(i));
    }
    assertThat(many.train().select(299).label(0)).isEqualTo(299);
  }
}
