package capstan.cublas;

import capstan.cublas.driver.CublasLibrary;

/**
 * Products of row-major matrices in device memory. A row-major matrix is the column-major transpose
 * with the same elements, and (op(A)·op(B))ᵀ = op(B)ᵀ·op(A)ᵀ: so the factors change places, and
 * neither data nor operations change. Addresses are in bytes, strides in elements.
 */
public final class DeviceGemm {
  private final CublasLibrary cublas;
  private final long handle;
  private final DeviceClock clock;

  DeviceGemm(CublasLibrary cublas, long handle, DeviceClock clock) {
    this.cublas = cublas;
    this.handle = handle;
    this.clock = clock;
  }

  /**
   * c = op(a)·op(b).
   *
   * @param m rows of c
   * @param n columns of c
   * @param k length of each dot product
   * @param a a's address
   * @param aStride elements from one stored row of a to the next
   * @param transposeA whether op(a) is the transpose of what is stored
   * @param b b's address
   * @param bStride as for a
   * @param transposeB as for a
   * @param c c's address, whose rows follow each other
   */
  void multiply(
      int m,
      int n,
      int k,
      long a,
      int aStride,
      boolean transposeA,
      long b,
      int bStride,
      boolean transposeB,
      long c) {
    clock.count(2.0 * m * n * k);
    cublas.cublasSgemm_v2(
        handle,
        operation(transposeB),
        operation(transposeA),
        n,
        m,
        k,
        b,
        bStride,
        a,
        aStride,
        c,
        n);
  }

  /**
   * The same for several products, whose matrices lie at constant distances of elements.
   *
   * @param cStride elements from one row of c to the next
   * @param accumulate whether the products are added to c
   */
  void multiplyBatch(
      int count,
      int m,
      int n,
      int k,
      long a,
      int aStride,
      long aDistance,
      boolean transposeA,
      long b,
      int bStride,
      long bDistance,
      boolean transposeB,
      long c,
      int cStride,
      long cDistance,
      boolean accumulate) {
    clock.count(2.0 * count * m * n * k);
    cublas.cublasSgemmStridedBatched(
        handle,
        operation(transposeB),
        operation(transposeA),
        n,
        m,
        k,
        b,
        bStride,
        bDistance,
        a,
        aStride,
        aDistance,
        accumulate,
        c,
        cStride,
        cDistance,
        count);
  }

  private static int operation(boolean transposed) {
    return transposed ? 1 : 0;
  }
}
