package capstan.mpi;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import capstan.core.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Tensors one after the other in native memory. */
final class FlatTensors {
  private FlatTensors() {}

  /** How many numbers they have. */
  static long elements(List<Tensor> tensors) {
    long elements = 0;
    for (int i = 0; i < tensors.size(); i++) {
      elements += tensors.get(i).elements();
    }
    return elements;
  }

  /** Multiplies them where they are. */
  static void scale(List<Tensor> tensors, float factor) {
    if (factor == 1) {
      return;
    }
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      scale(tensor.array(), tensor.offset(), tensor.elements(), factor);
    }
  }

  private static void scale(float[] numbers, int from, int count, float factor) {
    for (int i = from; i < from + count; i++) {
      numbers[i] *= factor;
    }
  }

  /** Copies them there. */
  static void write(List<Tensor> tensors, MemorySegment flat) {
    long offset = 0;
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      MemorySegment.copy(
          tensor.array(), tensor.offset(), flat, JAVA_FLOAT, offset, tensor.elements());
      offset += (long) tensor.elements() * Float.BYTES;
    }
  }

  /** Copies them back. */
  static void read(MemorySegment flat, List<Tensor> tensors) {
    long offset = 0;
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      MemorySegment.copy(
          flat, JAVA_FLOAT, offset, tensor.array(), tensor.offset(), tensor.elements());
      offset += (long) tensor.elements() * Float.BYTES;
    }
  }
}
