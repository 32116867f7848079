package capstan.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Owns the memory of a training step. Tensors are taken once, while a step is being recorded, and
 * their memory is reused by every later step; nothing is cleared between steps, because every
 * kernel overwrites what it produces.
 *
 * <p>Memory comes in large slabs. Each tensor starts at element {@link #LINE_START} modulo 16 of
 * its slab, which is where a line of the cache begins. A tensor goes to the slab where it leaves
 * the least room, so that what takes the same tensors as before, or some of them, or smaller ones,
 * finds all of them room: a test needs no more memory than the step whose memory it takes over.
 */
public final class Workspace {
  /**
   * The first element of an array that begins a 64-byte line, so that a 512-bit load from there on
   * touches one line instead of two: elements begin 16 bytes after the object, and the launcher has
   * objects begin at multiples of 64 bytes ({@code -XX:ObjectAlignmentInBytes=64}). Correctness
   * never depends on that.
   */
  public static final int LINE_START = 12;

  /** Floats in a 64-byte line of the cache. */
  public static final int LINE = 16;

  private static final int SLAB = 1 << 22;

  private final List<Slab> slabs = new ArrayList<>();
  private final List<Runnable> releases = new ArrayList<>();

  /** An empty workspace; memory is claimed as tensors are taken. */
  public Workspace() {}

  /**
   * A tensor with unspecified contents, valid until {@link #reset}.
   *
   * @param extents its shape
   */
  public Tensor take(int... extents) {
    return take(Shape.of(extents));
  }

  /**
   * A tensor with unspecified contents, valid until {@link #reset}.
   *
   * @param shape its shape
   */
  public Tensor take(Shape shape) {
    Slab best = null;
    for (Slab slab : slabs) {
      if (slab.room() >= shape.elements() && (best == null || slab.room() < best.room())) {
        best = slab;
      }
    }
    if (best == null) {
      long needed = LINE_START + (long) shape.elements();
      best = new Slab(new float[Math.toIntExact(Math.max(SLAB, needed))]);
      slabs.add(best);
    }
    return best.take(shape);
  }

  /** An array of which tensors take one part after the other. */
  private static final class Slab {
    final float[] memory;
    int next = LINE_START;

    Slab(float[] memory) {
      this.memory = memory;
    }

    int room() {
      return memory.length - next;
    }

    Tensor take(Shape shape) {
      Tensor tensor = Tensor.view(memory, next, shape);
      next = (int) Math.min(memory.length, roundUp(next + (long) shape.elements()));
      return tensor;
    }
  }

  private static long roundUp(long index) {
    return (index - LINE_START + LINE - 1) / LINE * LINE + LINE_START;
  }

  /**
   * Gives all memory back for reuse: whatever is taken next may overlap every tensor taken before.
   */
  public void reset() {
    List<Runnable> due = List.copyOf(releases);
    releases.clear();
    due.forEach(Runnable::run);
    slabs.forEach(slab -> slab.next = LINE_START);
  }

  /**
   * Has something done at the next {@link #reset}, once: for plans that hold memory of another
   * kind, which is to be given back together with what they took here.
   *
   * @param release what to do
   */
  public void atReset(Runnable release) {
    releases.add(release);
  }

  /** Bytes claimed so far. */
  public long bytes() {
    long bytes = 0;
    for (Slab slab : slabs) {
      bytes += 4L * slab.memory.length;
    }
    return bytes;
  }
}
