package capstan.capsnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchesTest {

  /** Image i is 5 x 5 with all pixels i + 1, so that both which and where can be read off. */
  private static ImageSet flat(int count) {
    byte[] pixels = new byte[count * 25];
    byte[] labels = new byte[count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 25 + 1);
    }
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 3);
    }
    return ImageSet.copyOf("flat", 5, 5, 1, 3, pixels, labels);
  }

  private final int[] labels = new int[8];
  private final Tensor pixels = Tensor.zeros(8, 5, 5, 1);
  private final Tensor targets = Tensor.zeros(8, 3);

  private int imageAt(int row) {
    float most = 0;
    for (int i = 0; i < 25; i++) {
      most = Math.max(most, pixels.array()[row * 25 + i]);
    }
    return Math.round(most * 255) - 1;
  }

  private List<Integer> epochOf(Batches batches) {
    List<Integer> seen = new ArrayList<>();
    for (int size = batches.next(pixels, targets, labels);
        size > 0;
        size = batches.next(pixels, targets, labels)) {
      for (int row = 0; row < size; row++) {
        seen.add(imageAt(row));
      }
    }
    return seen;
  }

  @Property(tries = 100)
  void visitsEachImageOnceAnEpochTheLastPartialBatchIncluded(
      @ForAll @IntRange(min = 1, max = 50) int count,
      @ForAll @IntRange(min = 1, max = 8) int batch,
      @ForAll long seed) {
    Batches batches = Batches.training(flat(count), batch, seed, 2);
    int handedOut = 0;
    for (int i = 0; i < batches.batchesPerEpoch(); i++) {
      int size = batches.nextSize();
      assertThat(batches.next(pixels, targets, labels)).isEqualTo(size);
      handedOut += size;
      assertThat(batches.position()).isEqualTo(handedOut);
    }
    assertThat(handedOut).isEqualTo(count);
    assertThat(batches.nextSize()).isZero();
    batches.moveTo(1, 0);
    List<Integer> announced = IntStream.range(0, count).map(batches::imageAt).boxed().toList();
    List<Integer> seen = epochOf(batches);
    assertThat(seen).isEqualTo(announced);
    assertThat(new HashSet<>(seen).size()).isEqualTo(count);
    assertThat(seen.size()).isEqualTo(count);
  }

  @Test
  void evaluatesInOrderUnmoved() {
    Batches batches = Batches.evaluation(flat(11), 4);
    assertThat(epochOf(batches).toArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    batches.moveTo(1, 0);
    assertThat(batches.next(pixels, targets, labels)).isEqualTo(4);
    for (int i = 0; i < 4 * 25; i++) {
      assertThat(pixels.array()[i]).isEqualTo((i / 25 + 1) / 255f);
    }
  }

  @Test
  void writesOneHotTargets() {
    targets.fill(7f);
    Batches batches = Batches.evaluation(flat(3), 2);
    batches.next(pixels, targets, labels);
    assertThat(targets.slice(0, 2).toArray()).containsExactly(1, 0, 0, 0, 1, 0);
    assertThat(targets.get(2, 0)).as("a row beyond the batch").isEqualTo(7f);
    batches.next(pixels, targets, labels);
    assertThat(targets.slice(0, 2).toArray()).containsExactly(0, 0, 1, 0, 1, 0);
    assertThat(labels[0]).isEqualTo(2);
  }

  @Test
  void shufflesDifferentlyByEpochAndSeed() {
    Set<List<Integer>> orders = new HashSet<>();
    for (long seed = 0; seed < 3; seed++) {
      Batches batches = Batches.training(flat(40), 8, seed, 2);
      for (long epoch = 0; epoch < 3; epoch++) {
        batches.moveTo(epoch, 0);
        orders.add(epochOf(batches));
      }
    }
    assertThat(orders).hasSize(9);
  }

  @Test
  void movesByEveryShiftAboutEquallyOften() {
    int[] count = new int[25];
    Batches batches = Batches.training(flat(200), 8, 3, 2);
    for (long epoch = 0; epoch < 25; epoch++) {
      batches.moveTo(epoch, 0);
      for (int size = batches.next(pixels, targets, labels);
          size > 0;
          size = batches.next(pixels, targets, labels)) {
        for (int row = 0; row < size; row++) {
          count[shiftAt(row)]++;
        }
      }
    }
    // 5,000 draws over 25 shifts: 200 each, give or take five standard deviations.
    for (int times : count) {
      assertThat(times).isBetween(130, 270);
    }
  }

  /** Which of the 5 x 5 shifts: an image without zeros shows it by its empty rows and columns. */
  private int shiftAt(int row) {
    int down = lead(row, 5) - lead(row, -5);
    int right = lead(row, 1) - lead(row, -1);
    return (down + 2) * 5 + right + 2;
  }

  /** Zero rows (step ±5) or columns (step ±1) before the image begins, from that side. */
  private int lead(int row, int step) {
    int centre = row * 25 + 12;
    int filled = 0;
    for (int away = 1; away <= 2; away++) {
      filled += pixels.array()[centre - away * step] > 0 ? 1 : 0;
    }
    return 2 - filled;
  }

  @Property(tries = 100)
  void resumesAnywhere(
      @ForAll @IntRange(min = 0, max = 2) int epochs,
      @ForAll @IntRange(min = 0, max = 30) int position,
      @ForAll long seed) {
    Batches straight = Batches.training(flat(30), 4, seed, 2);
    for (long epoch = 0; epoch < epochs; epoch++) {
      straight.moveTo(epoch, 0);
      epochOf(straight);
    }
    straight.moveTo(epochs, position / 4 * 4);
    Batches resumed = Batches.training(flat(30), 4, seed, 2);
    resumed.moveTo(straight.epoch(), straight.position());
    while (straight.nextSize() > 0) {
      straight.next(pixels, targets, labels);
      float[] expected = pixels.toArray();
      int[] expectedLabels = labels.clone();
      resumed.next(pixels, targets, labels);
      assertThat(pixels.toArray()).containsExactly(expected);
      assertThat(labels).containsExactly(expectedLabels);
    }
  }

  @Test
  void refusesTensorsThatDoNotFit() {
    Batches batches = Batches.evaluation(flat(3), 2);
    assertThatThrownBy(() -> batches.next(Tensor.zeros(2, 5, 4, 1), targets, labels))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("[2, 5, 4, 1]", "[2, 5, 5, 1]");
    assertThatThrownBy(() -> Batches.evaluation(flat(3), 0)).hasMessageContaining("found 0");
    assertThatThrownBy(() -> Batches.training(flat(3), 1, 0, -1)).hasMessageContaining("found -1");
    assertThatThrownBy(() -> batches.moveTo(0, 4)).hasMessageContaining("image 4");
  }
}
