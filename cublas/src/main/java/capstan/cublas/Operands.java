package capstan.cublas;

import capstan.core.Workers;
import capstan.cublas.driver.MemoryPool;

/**
 * The two factors and the result of a product, on the device and pinned beside it. The memory grows
 * to the largest product ever asked for and stays, so a training step takes none.
 */
final class Operands {
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
    b = DeviceRegions.bytes(aElements);
    c = b + DeviceRegions.bytes(bElements);
    long needed = c + DeviceRegions.bytes(cElements);
    if (loan == null || !loan.holds(needed, needed)) {
      if (loan != null) {
        loan.close();
        loan = null;
      }
      loan = context.pool.take(needed, needed);
    }
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
    context.send(a() + at, loan.pinned(), at, count);
  }

  /** Lets the products that follow use what was sent. */
  void beginProducts() {
    context.copiesBeforeProducts();
    context.clock.beginProducts(context.compute);
  }

  /** Waits for the result, and only then overwrites the matrix with it. */
  void fetchC(float[] array, int offset, int count) {
    context.clock.end(context.compute);
    context.fetch(loan.pinned(), c, c(), count, context.arrived);
    context.await(context.arrived);
    context.clock.collect();
    copies.fromPinned(array, offset, count, loan.pinned(), c);
  }
}
