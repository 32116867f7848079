package capstan.cublas;

import capstan.core.Tensor;
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

  /** Makes room for all three, sends the factors, and lets the products that follow use them. */
  void begin(Tensor first, Tensor second, int resultElements) {
    b = DeviceRegions.bytes(first.elements());
    c = b + DeviceRegions.bytes(second.elements());
    long needed = c + DeviceRegions.bytes(resultElements);
    if (loan == null || !loan.holds(needed, needed)) {
      if (loan != null) {
        loan.close();
        loan = null;
      }
      loan = context.pool.take(needed, needed);
    }
    send(first, 0);
    send(second, b);
    context.copiesBeforeProducts();
    context.clock.beginProducts(context.compute);
  }

  private void send(Tensor factor, long at) {
    copies.toPinned(factor, 0, factor.elements(), loan.pinned(), at);
    context.send(a() + at, loan.pinned(), at, factor.elements());
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

  /** Waits for the result, and only then overwrites the matrix with it. */
  void fetch(Tensor result) {
    context.clock.end(context.compute);
    context.fetch(loan.pinned(), c, c(), result.elements(), context.arrived);
    context.await(context.arrived);
    context.clock.collect();
    copies.fromPinned(result, loan.pinned(), c);
  }
}
