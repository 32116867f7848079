package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.LocatedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the halves of a folder of pictures lie, and what they are called. */
class PictureHalvesTest {
  @TempDir Path folder;

  private void half(String half) throws IOException {
    PictureFolders.write(folder, half + "/cat/1.png", half + "/owl/1.png", half + "/owl/2.png");
  }

  @ParameterizedTest
  @CsvSource({
    "train,test",
    "Train,Test",
    "TRAINING,TESTING",
    "training,test",
    "train,val",
    "Train,Valid",
    "train,VALIDATION"
  })
  void areFoundInAnyCaseOfLetters(String train, String test) throws IOException {
    half(train);
    PictureFolders.write(folder, test + "/cat/1.png", test + "/owl/1.png");
    LocatedData located = PictureFolders.read(folder);
    assertThat(located.dataset().train().count()).isEqualTo(3);
    assertThat(located.dataset().test().count()).isEqualTo(2);
    assertThat(located.dataset().train().classNames()).containsExactly("cat", "owl");
    assertThat(located.notice().contains("no folder test: " + test + " is tested on"))
        .isEqualTo(test.toLowerCase(java.util.Locale.ROOT).startsWith("val"));
  }

  @Test
  void aValidationHalfBesideATestHalfIsSaidNotToBeUsed() throws IOException {
    half("train");
    half("test");
    PictureFolders.write(folder, "val/cat/1.png", "val/owl/1.png");
    LocatedData located = PictureFolders.read(folder);
    assertThat(located.dataset().test().count()).isEqualTo(3);
    assertThat(located.notice()).contains("val is not used");
  }

  @Test
  void aValidationHalfIsTestedOnWhereTestHasNoClasses() throws IOException {
    half("train");
    half("val");
    PictureFolders.write(folder, "test/1.png");
    assertThat(PictureFolders.read(folder).notice())
        .contains("no folders of classes in test: val is tested on");
  }

  @Test
  void aTestHalfWithoutClassesIsRefusedWithAWayToHoldOut() throws IOException {
    half("train");
    PictureFolders.write(folder, "train/cat/2.png", "test/1.png");
    assertThatThrownBy(() -> PictureFolders.read(folder))
        .hasMessageContainingAll(
            "test: found no folders of classes", "--data " + folder.resolve("train"), "7th");
    assertThat(PictureFolders.read(folder.resolve("train")).dataset().test().count()).isEqualTo(2);
  }

  @Test
  void halvesWithoutClassesAreNoClasses() throws IOException {
    PictureFolders.write(folder, "train/1.png", "train/2.png", "test/1.png", "test/2.png");
    assertThatThrownBy(() -> PictureFolders.read(folder))
        .hasMessageContaining("no folders of classes");
    // A class may be called so.
    PictureFolders.write(folder, "bus/1.png", "bus/2.png");
    assertThat(PictureFolders.read(folder).dataset().train().classNames())
        .containsExactly("bus", "test", "train");
  }

  @Test
  void oneFolderWithinAnotherIsGoneInto() throws IOException {
    Path inner = folder.resolve("dataset/inner");
    PictureFolders.write(inner, "train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png");
    Files.writeString(folder.resolve("dataset/README.txt"), "?");
    LocatedData located = PictureFolders.read(folder);
    assertThat(located.dataset().test().count()).isEqualTo(2);
    assertThat(located.notice()).contains("Read from " + inner);
  }

  @Test
  void oneFolderWithinEachClassIsGoneInto() throws IOException {
    PictureFolders.write(
        folder, "a/images/1.png", "a/images/2.png", "b/images/1.png", "b/images/2.png");
    Files.writeString(folder.resolve("a/boxes.txt"), "?");
    LocatedData located = PictureFolders.read(folder);
    assertThat(located.dataset().train().classNames()).containsExactly("a", "b");
    assertThat(located.notice()).contains("folder images", "Ignored 1", "boxes.txt");
    PictureFolders.write(folder, "b/more/1.png");
    assertThatThrownBy(() -> PictureFolders.read(folder))
        .hasMessageContainingAll("b/images: found a folder", "one folder with them");
  }

  @ParameterizedTest
  @ValueSource(strings = {"@eaDir", "lost+found", "$RECYCLE.BIN", "#recycle", "._x", ".snapshot"})
  void whatSystemsAddIsPassedOverAtEveryLevel(String name) throws IOException {
    half("train");
    half("test");
    for (String at : new String[] {"", "train/", "test/", "train/cat/"}) {
      PictureFolders.write(folder, at + name + "/1.png");
    }
    LocatedData located = PictureFolders.read(folder);
    assertThat(located.dataset().train().classNames()).containsExactly("cat", "owl");
    assertThat(located.dataset().train().count()).isEqualTo(3);
    assertThat(located.notice()).doesNotContain("Ignored");
  }

  @Test
  void namesThatLookTheSameAreOneClass() throws IOException {
    PictureFolders.write(folder, "train/café/1.png", "train/owl/1.png");
    PictureFolders.write(folder, "test/cafe\u0301/1.png", "test/owl \u200e/1.png");
    LocatedData located = PictureFolders.read(folder);
    assertThat(located.dataset().train().classNames()).containsExactly("café", "owl");
    assertThat(located.dataset().test().classNames()).containsExactly("café", "owl");
    PictureFolders.write(folder, "train/cafe\u0301/1.png");
    assertThatThrownBy(() -> PictureFolders.read(folder))
        .hasMessageContaining("two folders whose names look the same");
  }

  @Test
  void namesThatDifferInCapitalsAreTwoClasses() throws IOException {
    half("train");
    PictureFolders.write(folder, "test/Cat/1.png", "test/owl/1.png");
    assertThatThrownBy(() -> PictureFolders.read(folder))
        .hasMessageContaining("test: found no folder cat but a folder Cat");
  }

  @Test
  void whatIsSaidOfNamesDoesNotSteerTheTerminal() throws IOException {
    half("train");
    half("test");
    Files.writeString(folder.resolve("train/cat/a\u001b[31m\r\n\u202ex.txt"), "?");
    assertThat(PictureFolders.read(folder).notice()).contains("cat/a?[31m???x.txt");
    Files.writeString(folder.resolve("train/cat/b\u001b[31m\u2028.png"), "no");
    assertThatThrownBy(() -> PictureFolders.read(folder)).hasMessageContaining("cat/b?[31m?.png");
  }
}
