package capstan.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Owns the memory of a training step. Tensors are taken once, while a step is being recorded, and
 * their memory is reused by every later step; nothing is cleared between steps, because every
 * kernel overwrites what it produces.
 *
 * <p>Memory comes in large slabs. Each tensor starts at element 12 modulo 16 of its slab: the
 * elements of a Java array begin 16 bytes after the object, and G1 places an array this large at
 * the start of a region, so such a tensor begins on a 64-byte line and a 512-bit load of it touches
 * one line instead of two. Correctness never depends on that.
 */
public final class Workspace {
  private static final int LINE = 16;
  private static final int LEAD = 12;
  private static final int SLAB = 1 << 22;

  private final List<float[]> slabs = new ArrayList<>();
  private final List<Runnable> releases = new ArrayList<>();
  private int slab = -1;
  private int next;

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
    long needed = LEAD + (long) shape.elements();
    while (slab < 0 || next + (long) shape.elements() > slabs.get(slab).length) {
      slab++;
      next = LEAD;
      if (slab == slabs.size()) {
        slabs.add(new float[Math.toIntExact(Math.max(SLAB, needed))]);
      }
    }
    Tensor tensor = Tensor.view(slabs.get(slab), next, shape);
    next = (int) Math.min(Integer.MAX_VALUE, roundUp(next + (long) shape.elements()));
    return tensor;
  }

  private static long roundUp(long index) {
    return (index - LEAD + LINE - 1) / LINE * LINE + LEAD;
  }

  /**
   * Gives all memory back for reuse: whatever is taken next may overlap every tensor taken before.
   */
  public void reset() {
    List<Runnable> due = List.copyOf(releases);
    releases.clear();
    due.forEach(Runnable::run);
    slab = slabs.isEmpty() ? -1 : 0;
    next = LEAD;
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
    for (float[] each : slabs) {
      bytes += 4L * each.length;
    }
    return bytes;
  }
}
