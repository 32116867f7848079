package capstan.capsnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** All ranks' shares of a batch are the batch, in order. */
class BatchShareTest {
  private static final ImageSet DIGITS = DrawnDigits.dataset(21, 10, 5, 1).train();

  @Property
  void sharesFollowEachOther(
      @ForAll @IntRange(min = 0, max = 300) int size,
      @ForAll @IntRange(min = 1, max = 70) int ranks) {
    int next = 0;
    for (int rank = 0; rank < ranks; rank++) {
      BatchShare share = new BatchShare(rank, ranks);
      assertThat(share.first(size)).isEqualTo(next);
      assertThat(share.count(size)).isBetween(size / ranks, Math.ceilDiv(size, ranks));
      next += share.count(size);
    }
    assertThat(next).isEqualTo(size);
  }

  /** What two epochs hand out: of each batch the pixels and targets of each frame. */
  private static List<List<float[]>> batches(TrainingBatches batches, BatchShare share) {
    batches.deal(share);
    List<List<float[]>> all = new ArrayList<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      batches.moveTo(epoch, 0);
      while (batches.nextSize() > 0) {
        List<float[]> rows = new ArrayList<>();
        int size = batches.nextShare();
        Tensor pixels = Tensor.zeros(batches.pixelShape(Math.max(1, size)));
        Tensor targets = Tensor.zeros(batches.targetShape(Math.max(1, size)));
        assertThat(batches.next(pixels, targets, new int[size])).isEqualTo(size);
        int frames = pixels.shape().extent(0) / Math.max(1, size);
        for (int row = 0; row < size; row++) {
          for (int frame = 0; frame < frames; frame++) {
            rows.add(pixels.slice(frame * size + row, 1).toArray());
          }
        }
        all.add(rows);
      }
    }
    return all;
  }

  private static void requireWhole(List<TrainingBatches> ranks, TrainingBatches alone) {
    List<List<float[]>> whole = batches(alone, BatchShare.WHOLE);
    List<List<List<float[]>>> parts = new ArrayList<>();
    for (int rank = 0; rank < ranks.size(); rank++) {
      parts.add(batches(ranks.get(rank), new BatchShare(rank, ranks.size())));
    }
    for (int batch = 0; batch < whole.size(); batch++) {
      int at = batch;
      List<float[]> together = parts.stream().flatMap(part -> part.get(at).stream()).toList();
      assertThat(together).hasSameSizeAs(whole.get(batch));
      for (int row = 0; row < together.size(); row++) {
        assertThat(Arrays.equals(together.get(row), whole.get(batch).get(row)))
            .as("batch %d, row %d", batch, row)
            .isTrue();
      }
    }
  }

  @Test
  void imagesAreThoseOfTheWholeBatch() {
    for (int ranks = 1; ranks <= 4; ranks++) {
      List<TrainingBatches> each = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        each.add(Batches.training(DIGITS, 6, 9, 2));
      }
      requireWhole(each, Batches.training(DIGITS, 6, 9, 2));
    }
  }

  private static TrainingBatches pairs() {
    return OverlappingBatches.training(new OverlappingPairs(DIGITS, 4, 5), 15, 7, 5);
  }

  @Test
  void soArePairs() {
    requireWhole(List.of(pairs(), pairs(), pairs()), pairs());
  }

  @Test
  void thereAreNoOtherRanks() {
    assertThatThrownBy(() -> new BatchShare(2, 2)).hasMessage("found rank 2 of 2");
  }
}
