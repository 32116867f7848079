package capstan.mpi;

import capstan.core.Tensor;
import capstan.mpi.binding.MpiLibrary;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Numbers are sent as they are, and MPI adds them up: it has to give all ranks the same.
 *
 * @param mpi what adds
 * @param memory for all of the numbers
 * @param most numbers at once
 */
record Float32Sum(MpiLibrary mpi, NativeArray memory, int most) implements GradientSum {

  @Override
  public void add(List<Tensor> tensors, float factor) {
    long elements = FlatTensors.elements(tensors);
    MemorySegment flat = memory.atLeast(elements * Float.BYTES);
    FlatTensors.scale(tensors, factor);
    FlatTensors.write(tensors, flat);
    for (long from = 0; from < elements; from += most) {
      mpi.allreduceFloats(
          flat.address() + from * Float.BYTES, (int) Math.min(most, elements - from));
    }
    FlatTensors.read(flat, tensors);
  }
}
