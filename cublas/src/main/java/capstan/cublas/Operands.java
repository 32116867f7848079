package capstan.cublas;

import capstan.core.Workers;
import capstan.cublas.driver.MemoryPool;

/**
 * The two factors and the result of a product, on the device and pinned beside it. The memory grows
 * to the largest product ever asked for and stays, so a training step takes none.
 */
final class Operands {
  private static final long LINE = 256;

  private final DeviceContext context;
  private final ArrayCopies copies;
  private MemoryPool.Loan loan;
  private long b;
  private long c;

  Operands(DeviceContext context, Workers workers) {
    this.context = context;
    copies = new ArrayCopies(workers);
  }

  /** Makes room for matrices of so many elements. */
  void reserve(long aElements, long bElements, long cElements) {
    b = bytes(aElements);
    c = b + bytes(bElements);
    long needed = c + bytes(cElements);
    if (loan == null || !loan.holds(needed, needed)) {
      if (loan != null) {
        loan.close();
        loan = null;
      }
      loan = context.pool().take(needed, needed);
    }
  }

  private static long bytes(long elements) {
    return (elements * Float.BYTES + LINE - 1) / LINE * LINE;
  }

  /** Device address of the first factor. */
  long a() {
    return loan.device().address();
  }

  /** Device address of the second factor. */
  long b() {
    return a() + b;
  }

  /** Device address of the result. */
  long c() {
    return a() + c;
  }

  void sendA(float[] array, int offset, int count) {
    send(array, offset, count, 0);
  }

  void sendB(float[] array, int offset, int count) {
    send(array, offset, count, b);
  }

  private void send(float[] array, int offset, int count, long at) {
    copies.toPinned(array, offset, count, loan.pinned(), at);
    long bytes = (long) count * Float.BYTES;
    context.clock().beginTransfer(context.copies(), bytes, 0);
    context.copies().copyToDevice(a() + at, loan.pinned(), at, bytes);
    context.clock().end(context.copies());
  }

  /** Lets the products that follow use what was sent. */
  void beginProducts() {
    context.copiesBeforeProducts();
    context.clock().beginProducts(context.compute());
  }

  /** Waits for the result, and only then overwrites the matrix with it. */
  void fetchC(float[] array, int offset, int count) {
    context.clock().end(context.compute());
    context.productsBeforeCopies();
    long bytes = (long) count * Float.BYTES;
    context.clock().beginTransfer(context.copies(), 0, bytes);
    context.copies().copyToHost(loan.pinned(), c, c(), bytes);
    context.clock().end(context.copies());
    context.copies().record(context.arrived());
    context.await(context.arrived());
    context.clock().collect();
    copies.fromPinned(array, offset, count, loan.pinned(), c);
  }
}
