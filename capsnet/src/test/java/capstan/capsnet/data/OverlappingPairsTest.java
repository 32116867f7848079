package capstan.capsnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Overlapping pairs: classes, moves, the merge, and the same for the same seed. */
class OverlappingPairsTest {
  private static final ImageSet DIGITS = DrawnDigits.dataset(200, 1, 4, 1).train();

  @Test
  void classesDifferAndMovesAreWithinRange() {
    OverlappingPairs pairs = new OverlappingPairs(DIGITS, 4, 9);
    int[] moves = new int[9];
    Set<Integer> tops = new HashSet<>();
    for (int epoch = 0; epoch < 5; epoch++) {
      for (int base = 0; base < DIGITS.count(); base++) {
        int top = pairs.top(epoch, base);
        assertThat(DIGITS.label(top)).isNotEqualTo(DIGITS.label(base));
        tops.add(top);
        for (int number = 0; number < 4; number++) {
          moves[4 + pairs.move(epoch, base, number)]++;
        }
      }
    }
    // 4,000 moves: 444 of each, give or take five standard deviations.
    for (int times : moves) {
      assertThat(times).isBetween(340, 550);
    }
    assertThat(tops).hasSizeGreaterThan(190);
  }

  @Test
  void mergesExactly() {
    OverlappingPairs pairs = new OverlappingPairs(DIGITS, 4, 9);
    int size = pairs.frameSize();
    assertThat(size).isEqualTo(36 * 36);
    float[] frames = new float[3 * size];
    boolean saturates = false;
    for (int base = 0; base < 20; base++) {
      pairs.draw(2, base, frames, 0, size, 2 * size);
      int top = pairs.top(2, base);
      for (int y = 0; y < 36; y++) {
        for (int x = 0; x < 36; x++) {
          int below = at(base, y - 4 - pairs.move(2, base, 0), x - 4 - pairs.move(2, base, 1));
          int above = at(top, y - 4 - pairs.move(2, base, 2), x - 4 - pairs.move(2, base, 3));
          int place = y * 36 + x;
          assertThat(frames[size + place]).isEqualTo(below / 255f);
          assertThat(frames[2 * size + place]).isEqualTo(above / 255f);
          assertThat(frames[place]).isEqualTo(Math.min(255, below + above) / 255f);
          saturates |= below + above > 255;
        }
      }
    }
    assertThat(saturates).isTrue();
  }

  private static int at(int image, int y, int x) {
    return y < 0 || y >= 28 || x < 0 || x >= 28 ? 0 : DIGITS.pixel(image, y, x, 0);
  }

  @Property(tries = 30)
  void batchesAreTheSameWhereverTheyBegin(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 3) int epoch,
      @ForAll @IntRange(min = 0, max = 5) int skipped,
      @ForAll @IntRange(min = 48, max = 130) int count) {
    OverlappingBatches straight = batches(seed, count);
    OverlappingBatches resumed = batches(seed, count);
    straight.moveTo(1, 7);
    straight.moveTo(epoch, 0);
    Tensor pixels = Tensor.zeros(straight.pixelShape(8));
    Tensor targets = Tensor.zeros(straight.targetShape(8));
    Tensor otherPixels = Tensor.zeros(straight.pixelShape(8));
    Tensor otherTargets = Tensor.zeros(straight.targetShape(8));
    int[] labels = new int[8];
    for (int batch = 0; batch <= skipped; batch++) {
      straight.next(pixels, targets, labels);
    }
    resumed.moveTo(epoch, 8 * skipped);
    resumed.next(otherPixels, otherTargets, labels);
    assertThat(otherPixels.toArray()).containsExactly(pixels.toArray());
    assertThat(otherTargets.toArray()).containsExactly(targets.toArray());
    resumed.moveTo(epoch + 1, 0);
    resumed.next(otherPixels, otherTargets, labels);
    assertThat(otherPixels.toArray()).isNotEqualTo(pixels.toArray());
  }

  private static OverlappingBatches batches(long seed, int count) {
    OverlappingPairs pairs = new OverlappingPairs(DIGITS.first(60), 4, seed);
    return OverlappingBatches.training(pairs, count, 8, seed);
  }

  /** However many pairs per epoch has, the epochs together are the same row of pairs. */
  @Property(tries = 20)
  void epochsAreCutFromOneRow(@ForAll long seed, @ForAll @IntRange(min = 1, max = 150) int count) {
    List<List<Float>> whole = row(batches(seed, 60), 180);
    assertThat(row(batches(seed, count), 180)).isEqualTo(whole);
    // Each sweep has every base once, in an order of its own, and new pairs for it. A few pictures
    // may be alike: a pair at the same places the other way round is the same one.
    Set<List<Float>> first = new HashSet<>(whole.subList(0, 60));
    Set<List<Float>> second = new HashSet<>(whole.subList(60, 120));
    assertThat(first).hasSizeGreaterThan(57);
    assertThat(second).hasSizeGreaterThan(57);
    first.retainAll(second);
    assertThat(first).hasSizeLessThan(3);
  }

  @Test
  void eachSweepHasAnOrderOfItsOwn() {
    OverlappingBatches batches =
        OverlappingBatches.training(new OverlappingPairs(DIGITS, 4, 5), 200, 200, 5);
    Tensor pixels = Tensor.zeros(batches.pixelShape(200));
    Tensor targets = Tensor.zeros(batches.targetShape(200));
    int[] first = new int[200];
    int[] second = new int[200];
    batches.next(pixels, targets, first);
    batches.moveTo(1, 0);
    batches.next(pixels, targets, second);
    assertThat(second).isNotEqualTo(first).containsExactlyInAnyOrder(first);
  }

  private static List<Float> list(float... values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  /** The merged frames of the first so many pairs, epoch after epoch. */
  private static List<List<Float>> row(OverlappingBatches batches, int pairs) {
    List<List<Float>> row = new ArrayList<>();
    Tensor pixels = Tensor.zeros(batches.pixelShape(8));
    Tensor targets = Tensor.zeros(batches.targetShape(8));
    for (int epoch = 0; row.size() < pairs; epoch++) {
      batches.moveTo(epoch, 0);
      for (int size = batches.next(pixels, targets, new int[8]);
          size > 0;
          size = batches.next(pixels, targets, new int[8])) {
        for (int pair = 0; pair < size && row.size() < pairs; pair++) {
          row.add(list(pixels.slice(pair, 1).toArray()));
        }
      }
    }
    return row;
  }

  @Test
  void targetsAreThoseOfTheFrames() {
    OverlappingPairs pairs = new OverlappingPairs(DIGITS, 2, 1);
    OverlappingBatches batches = OverlappingBatches.evaluation(pairs, 64);
    Tensor pixels = Tensor.zeros(batches.pixelShape(64));
    Tensor targets = Tensor.zeros(batches.targetShape(64));
    int[] labels = new int[64];
    int seen = 0;
    for (int size = batches.next(pixels, targets, labels);
        size > 0;
        size = batches.next(pixels, targets, labels)) {
      for (int row = 0; row < size; row++) {
        int below = DIGITS.label(seen);
        int above = DIGITS.label(pairs.top(0, seen));
        assertThat(labels[row]).isEqualTo(below);
        for (int label = 0; label < 10; label++) {
          assertThat(targets.get(row, label)).isEqualTo(label == below || label == above ? 1 : 0);
          assertThat(targets.get(64 + row, label)).isEqualTo(label == below ? 1 : 0);
          assertThat(targets.get(128 + row, label)).isEqualTo(label == above ? 1 : 0);
        }
        float[] frames = new float[3 * pairs.frameSize()];
        pairs.draw(0, seen, frames, 0, pairs.frameSize(), 2 * pairs.frameSize());
        for (int frame = 0; frame < 3; frame++) {
          float[] expected = new float[pairs.frameSize()];
          System.arraycopy(frames, frame * expected.length, expected, 0, expected.length);
          assertThat(pixels.slice(64 * frame + row, 1).toArray()).containsExactly(expected);
        }
        seen++;
      }
    }
    assertThat(seen).isEqualTo(200);
  }

  @Test
  void aRareOtherClassIsFound() {
    byte[] labels = new byte[100];
    labels[31] = 1;
    ImageSet images = ImageSet.copyOf("rare", 1, 1, 1, 2, new byte[100], labels);
    OverlappingPairs pairs = new OverlappingPairs(images, 0, 1);
    for (int base = 0; base < 100; base++) {
      assertThat(pairs.top(0, base) == 31).isEqualTo(base != 31);
    }
    assertThatThrownBy(() -> new OverlappingPairs(images.first(30), 0, 1))
        .hasMessageContaining("two classes");
  }
}
