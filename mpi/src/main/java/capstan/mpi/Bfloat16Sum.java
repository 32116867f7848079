package capstan.mpi;

import capstan.core.Tensor;
import capstan.mpi.binding.MpiLibrary;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Numbers are sent as bfloat16, half the bytes. Each rank gets its share of everybody's numbers,
 * adds them up in float32, rank by rank, and sends the rounded sums to all: two roundings for any
 * number of ranks, and the same bits everywhere.
 *
 * @param mpi what sends
 * @param ranks how many there are
 * @param memory for all of the numbers
 * @param received for as many again
 * @param most numbers of a share at once
 */
record Bfloat16Sum(MpiLibrary mpi, int ranks, NativeArray memory, NativeArray received, int most)
    implements GradientSum {

  @Override
  public void add(List<Tensor> tensors, float factor) {
    long elements = FlatTensors.elements(tensors);
    long shares = Math.ceilDiv(elements, ranks);
    MemorySegment flat = memory.atLeast(shares * ranks * Short.BYTES);
    long offset = 0;
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      Bfloat16.write(tensor.array(), tensor.offset(), tensor.elements(), factor, flat, offset);
      offset += (long) tensor.elements() * Short.BYTES;
    }
    for (long from = 0; from < shares; from += most) {
      exchange(flat.address() + from * ranks * Short.BYTES, (int) Math.min(most, shares - from));
    }
    offset = 0;
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      Bfloat16.read(flat, offset, tensor.array(), tensor.offset(), tensor.elements());
      offset += (long) tensor.elements() * Short.BYTES;
    }
  }

  private void exchange(long numbers, int share) {
    int bytes = share * Short.BYTES;
    MemorySegment parts = received.atLeast((long) bytes * ranks);
    mpi.alltoall(numbers, parts.address(), bytes);
    Bfloat16.add(parts, ranks, share);
    mpi.allgather(parts.address(), numbers, bytes);
  }
}
