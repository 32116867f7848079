package capstan.mnist.warp;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RandomPlacementTest {
  private static final int COUNT = 200;
  private static final int MARGIN = 2;

  /** One bright pixel each. */
  private static ImageSet points() {
    byte[] pixels = new byte[COUNT];
    Arrays.fill(pixels, (byte) 200);
    return ImageSet.copyOf("points", 1, 1, 1, 1, pixels, new byte[COUNT]);
  }

  /** Where the point of an image lies: its row times ten and its column. */
  private static int place(ImageSet images, int image) {
    for (int y = 0; y < images.height(); y++) {
      for (int x = 0; x < images.width(); x++) {
        if (images.pixel(image, y, x, 0) == 200) {
          return 10 * y + x;
        }
      }
    }
    throw new AssertionError("image " + image + " lost its point");
  }

  private static Set<Integer> places(ImageSet images) {
    Set<Integer> places = new TreeSet<>();
    for (int image = 0; image < COUNT; image++) {
      places.add(place(images, image));
    }
    return places;
  }

  @Test
  void trainingImagesLieInTheMiddleAndAllOthersAnywhere() {
    Dataset upright = new Dataset("dots", points(), Optional.of(points()), points());
    Dataset moved = RandomPlacement.moved(upright, MARGIN, 3);
    assertThat(moved.name()).isEqualTo("dots moved within 5x5");
    assertThat(moved.test().origin()).isEqualTo("points, moved within 5x5");
    assertThat(places(moved.train())).containsExactly(22);
    ImageSet heldOut = moved.validation().orElseThrow();
    // All 25 places, of which 200 images miss one with a chance below one in a hundred.
    assertThat(places(heldOut)).hasSize(25);
    assertThat(places(moved.test())).hasSize(25);
    int same = 0;
    for (int image = 0; image < COUNT; image++) {
      same += place(heldOut, image) == place(moved.test(), image) ? 1 : 0;
    }
    assertThat(same).isLessThan(COUNT / 5);
  }
}
