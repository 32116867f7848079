package capstan.capsnet.group;

import capstan.capsnet.run.EpochSums;
import capstan.core.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** What the ranks of a group tell each other of a step, besides gradients: figures, and faults. */
public final class StepExchange {
  private static final int FIGURES = 5;

  private final AllReduce group;
  private final double[] numbers;
  private final double[] vote = new double[1];

  /** Among these. */
  public StepExchange(AllReduce group) {
    this.group = group;
    numbers = new double[FIGURES + group.ranks()];
  }

  /**
   * Whether something is so on any rank.
   *
   * @param here whether it is on this one
   */
  public boolean any(boolean here) {
    vote[0] = here ? 1 : 0;
    group.sum(vote);
    return vote[0] > 0;
  }

  /**
   * Checks that all ranks hold the same bits.
   *
   * @param step steps done
   * @param tensors what each of them holds
   * @throws GroupException if one does not; names it
   */
  public void requireSame(long step, List<Tensor> tensors) {
    CRC32C checksum = new CRC32C();
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    FloatBuffer numbers = bytes.asFloatBuffer();
    for (Tensor tensor : tensors) {
      for (int from = 0; from < tensor.elements(); from += numbers.capacity()) {
        int count = Math.min(numbers.capacity(), tensor.elements() - from);
        numbers.put(0, tensor.array(), tensor.offset() + from, count);
        checksum.update(bytes.array(), 0, count * Float.BYTES);
      }
    }
    double[] checksums = new double[group.ranks()];
    checksums[group.rank()] = checksum.getValue();
    group.sum(checksums);
    for (int rank = 1; rank < group.ranks(); rank++) {
      if (checksums[rank] != checksums[0]) {
        throw new GroupException(
            "rank %d: its weights after step %d have the checksum %08x, those of rank 0 %08x"
                .formatted(rank, step, (long) checksums[rank], (long) checksums[0]));
      }
    }
  }

  /**
   * Makes a rank's sums those of the whole step.
   *
   * @param sums of this rank's examples; of all after it
   * @param fault where a number of this rank's is not finite, or null
   * @return where one of any rank's is not, or null
   */
  public String share(EpochSums sums, String fault) {
    numbers[0] = sums.images();
    numbers[1] = sums.wrong();
    numbers[2] = sums.loss();
    numbers[3] = sums.classification();
    numbers[4] = sums.reconstruction();
    for (int rank = 0; rank < group.ranks(); rank++) {
      numbers[FIGURES + rank] = rank == group.rank() && fault != null ? 1 : 0;
    }
    group.sum(numbers);
    for (int rank = 0; rank < group.ranks(); rank++) {
      if (numbers[FIGURES + rank] > 0) {
        String first = new Broadcast(group).text(rank, fault == null ? "" : fault);
        return group.ranks() == 1 ? first : "rank %d: %s".formatted(rank, first);
      }
    }
    sums.restore(
        new EpochSums.Snapshot(
            (int) numbers[0], (int) numbers[1], numbers[2], numbers[3], numbers[4]));
    return null;
  }
}
