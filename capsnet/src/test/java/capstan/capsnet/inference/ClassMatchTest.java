package capstan.capsnet.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.setting.InvalidSettingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Names decide which class of the data is which of the network. */
class ClassMatchTest {
  private static final List<String> BIRDS = List.of("auk", "finch", "owl");

  private static SavedModel network(boolean namesClasses, List<String> names) {
    return new SavedModel(
        null,
        names,
        namesClasses,
        Optional.empty(),
        Optional.empty(),
        Path.of("net"),
        Optional.empty(),
        Optional.empty());
  }

  /** One pixel an image, of these labels. */
  private static Dataset data(List<String> names, int... labels) {
    ImageSet images =
        ImageSet.owning("the data", 1, 1, 1, names.size(), new byte[labels.length], labels.clone());
    return new Dataset("the data", images, images)
        .relabelled(names, IntStream.range(0, names.size()).toArray());
  }

  private static List<String> namesOfImages(ImageSet images) {
    return IntStream.range(0, images.count())
        .mapToObj(image -> images.classNames().get(images.label(image)))
        .toList();
  }

  @Test
  void theSameNamesInAnotherOrder() {
    Dataset other = data(List.of("owl", "auk", "finch"), 0, 0, 1, 2);
    ClassMatch match = ClassMatch.of(network(true, BIRDS), other);
    assertThat(match.notice()).isEmpty();
    for (ImageSet images : List.of(match.data().train(), match.data().test())) {
      assertThat(images.classNames()).isEqualTo(BIRDS);
      assertThat(namesOfImages(images)).containsExactly("owl", "owl", "auk", "finch");
    }
  }

  /** A Mac stores an accent apart from its letter. */
  @Test
  void theSameNamesInOtherLetters() {
    Dataset apart = data(List.of("cafe\u0301", "tea"), 0, 1);
    ClassMatch match = ClassMatch.of(network(true, List.of("tea", "caf\u00e9")), apart);
    assertThat(namesOfImages(match.data().test())).containsExactly("caf\u00e9", "tea");
  }

  @Test
  void someOfTheNames() {
    ClassMatch match = ClassMatch.of(network(true, BIRDS), data(List.of("owl", "auk"), 0, 1, 1));
    assertThat(match.data().test().classes()).isEqualTo(3);
    assertThat(namesOfImages(match.data().test())).containsExactly("owl", "auk", "auk");
    assertThat(match.notice())
        .contains("The data has 2 of the network's 3 classes: no class finch.");
  }

  @Test
  void namesThatTheNetworkDoesNotKnow() {
    assertThatThrownBy(
            () -> ClassMatch.of(network(true, BIRDS), data(List.of("auk", "cat", "dog"), 0, 1, 2)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "the data has images of classes cat, dog, which net does not know: it knows classes"
                + " auk, finch, owl");
  }

  @Test
  void manyNamesAreShortened() {
    List<String> many = IntStream.range(0, 300).mapToObj(i -> "class" + i).toList();
    assertThatThrownBy(() -> ClassMatch.of(network(true, many), data(BIRDS, 0, 1, 2)))
        .hasMessageContaining("class8 and 291 more");
  }

  @Test
  void numbersAreNamesAmongNumbers() {
    SavedModel digits = network(true, ImageSet.numbersOf(10));
    ClassMatch three = ClassMatch.of(digits, data(List.of("7", "8", "9"), 0, 1, 2));
    assertThat(namesOfImages(three.data().test())).containsExactly("7", "8", "9");
    assertThat(three.data().test().label(0)).isEqualTo(7);
    // Labels that are counted may be more than there are images of.
    SavedModel some = network(true, ImageSet.numbersOf(3));
    assertThat(ClassMatch.of(some, data(ImageSet.numbersOf(10), 0, 2)).data().test().classes())
        .isEqualTo(3);
    assertThatThrownBy(() -> ClassMatch.of(some, data(ImageSet.numbersOf(10), 0, 3)))
        .hasMessageContaining("class 3, which net does not know");
    // Not by its place: the first of these is no 0.
    assertThatThrownBy(
            () ->
                ClassMatch.of(
                    network(true, List.of("1", "2", "3")), data(ImageSet.numbersOf(3), 0, 1, 2)))
        .hasMessageContaining("class 0");
  }

  @Test
  void dataThatNamesNoClassIsMatchedByOrderAndSaysSo() {
    ClassMatch match = ClassMatch.of(network(true, BIRDS), data(ImageSet.numbersOf(3), 2, 0));
    assertThat(namesOfImages(match.data().test())).containsExactly("owl", "auk");
    assertThat(match.notice())
        .contains(
            "The data names no class, so they are matched by their order: 0 for auk, 1 for finch,"
                + " 2 for owl.");
    assertThatThrownBy(() -> ClassMatch.of(network(true, BIRDS), data(ImageSet.numbersOf(4), 0, 1)))
        .hasMessageContaining("does not know");
  }

  /** Bare weights have no names, and a folder of pictures has its order by them. */
  @Test
  void aNetworkThatNamesNoClassIsMatchedByOrderAndSaysSo() {
    ClassMatch match = ClassMatch.of(network(false, ImageSet.numbersOf(3)), data(BIRDS, 0, 2));
    assertThat(namesOfImages(match.data().test())).containsExactly("auk", "owl");
    assertThat(match.notice().orElseThrow()).contains("network's file names no class", "auk for 0");
    // Its run said that they are numbers, and auk is none.
    assertThatThrownBy(
            () -> ClassMatch.of(network(true, ImageSet.numbersOf(3)), data(BIRDS, 0, 1, 2)))
        .hasMessageContaining("auk, finch, owl", "0, 1, 2");
  }
}
