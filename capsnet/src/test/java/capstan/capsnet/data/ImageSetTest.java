package capstan.capsnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ImageSetTest {

  /** Images of 3 x 4 x 2; byte i is i + 1 modulo 251, label i is i modulo 7. */
  static ImageSet numbered(int count) {
    byte[] pixels = new byte[count * 24];
    byte[] labels = new byte[count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 251 + 1);
    }
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 7);
    }
    return ImageSet.copyOf("numbers", 3, 4, 2, 7, pixels, labels);
  }

  @Property(tries = 200)
  void shiftsWithZeroFill(
      @ForAll @IntRange(min = -6, max = 6) int down,
      @ForAll @IntRange(min = -6, max = 6) int right) {
    ImageSet set = numbered(3);
    float[] shifted = new float[5 + 24 + 5];
    java.util.Arrays.fill(shifted, -1f);
    set.copyShifted(1, down, right, shifted, 5);
    for (int i = 0; i < 5; i++) {
      assertThat(shifted[i]).isEqualTo(-1f);
      assertThat(shifted[5 + 24 + i]).isEqualTo(-1f);
    }
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 4; x++) {
        for (int channel = 0; channel < 2; channel++) {
          int fromY = y - down;
          int fromX = x - right;
          boolean inside = fromY >= 0 && fromY < 3 && fromX >= 0 && fromX < 4;
          float expected = inside ? set.pixel(1, fromY, fromX, channel) / 255f : 0f;
          assertThat(shifted[5 + (y * 4 + x) * 2 + channel]).isEqualTo(expected);
        }
      }
    }
  }

  @Property(tries = 200)
  void movesOfAMiddleShowWhatLiesAroundIt(
      @ForAll @IntRange(min = 1, max = 3) int height,
      @ForAll @IntRange(min = 1, max = 4) int width,
      @ForAll @IntRange(min = -6, max = 6) int down,
      @ForAll @IntRange(min = -6, max = 6) int right) {
    ImageSet whole = numbered(5);
    ImageSet set = whole.cropped(height, width).select(4, 3, 1).range(1, 2);
    int top = (3 - height) / 2;
    int left = (4 - width) / 2;
    float[] shifted = new float[set.imageSize()];
    set.copyShifted(0, down, right, shifted, 0);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 2; channel++) {
          int fromY = top + y - down;
          int fromX = left + x - right;
          boolean inside = fromY >= 0 && fromY < 3 && fromX >= 0 && fromX < 4;
          float expected = inside ? whole.pixel(3, fromY, fromX, channel) / 255f : 0f;
          int place = (y * width + x) * 2 + channel;
          assertThat(shifted[place]).isEqualTo(expected);
          assertThat(set.image(0)[place] & 0xff)
              .isEqualTo(whole.pixel(3, top + y, left + x, channel))
              .isEqualTo(set.pixel(0, y, x, channel))
              .isEqualTo(set.transposed().pixel(0, x, y, channel));
        }
      }
    }
    assertThat(set.whole().image(1)).isEqualTo(whole.image(1));
  }

  @Test
  void copiesWhatItIsGiven() {
    byte[] pixels = {1, 2};
    byte[] labels = {0, 1};
    ImageSet set = ImageSet.copyOf("two", 1, 1, 1, 2, pixels, labels);
    pixels[0] = 9;
    labels[0] = 1;
    set.image(0)[0] = 7;
    assertThat(set.pixel(0, 0, 0, 0)).isEqualTo(1);
    assertThat(set.label(0)).isZero();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> ImageSet.copyOf("x", 2, 2, 1, 10, new byte[7], new byte[2]))
        .hasMessageContaining("need 8 bytes, found 7");
    assertThatThrownBy(() -> ImageSet.copyOf("x", 1, 1, 1, 3, new byte[1], new byte[] {3}))
        .hasMessageContaining("label of image 0 is 3, expected 0 to 2");
    assertThatThrownBy(() -> HeldOut.random(numbered(5), 5, 1)).hasMessageContaining("5 of 5");
    assertThatThrownBy(() -> HeldOut.random(numbered(5), 0, 1)).hasMessageContaining("0 of 5");
    assertThatThrownBy(() -> numbered(5).first(0)).hasMessageContaining("found 0");
  }

  @Test
  void takesTheFirst() {
    ImageSet set = numbered(10);
    assertThat(set.first(20)).isSameAs(set);
    assertThat(set.first(4).count()).isEqualTo(4);
    assertThat(set.first(4).image(3)).isEqualTo(set.image(3));
  }

  @Test
  void redrawnKeepsLabelsAndNames() {
    ImageSet set = numbered(10).withClassNames(List.of("none", "one"));
    ImageSet drawn =
        set.redrawn(3, 1, (image, into, offset) -> into[offset + 2] = (byte) (100 + image));
    assertThat(drawn.height()).isEqualTo(3);
    assertThat(drawn.width()).isEqualTo(1);
    assertThat(drawn.count()).isEqualTo(10);
    assertThat(drawn.classNames()).isEqualTo(set.classNames());
    assertThat(drawn.label(9)).isEqualTo(set.label(9));
    assertThat(drawn.pixel(9, 1, 0, 0)).isEqualTo(109);
    assertThat(drawn.pixel(9, 2, 0, 0)).isZero();
  }

  @Property(tries = 100)
  void holdsOutEachImageOnOneSide(
      @ForAll @IntRange(min = 2, max = 60) int count, @ForAll long seed) {
    byte[] pixels = new byte[count];
    IntStream.range(0, count).forEach(i -> pixels[i] = (byte) i);
    ImageSet set = ImageSet.copyOf("x", 1, 1, 1, 1, pixels, new byte[count]);
    int heldOut = 1 + Math.floorMod(seed, count - 1);
    HeldOut split = HeldOut.random(set, heldOut, seed);
    assertThat(split.heldOut().count()).isEqualTo(heldOut);
    int[] all = IntStream.concat(values(split.kept()), values(split.heldOut())).sorted().toArray();
    assertThat(all).containsExactly(IntStream.range(0, count).toArray());
    assertThat(values(HeldOut.random(set, heldOut, seed).heldOut()).toArray())
        .containsExactly(values(split.heldOut()).toArray());
  }

  private static IntStream values(ImageSet set) {
    return IntStream.range(0, set.count()).map(image -> set.pixel(image, 0, 0, 0));
  }
}
