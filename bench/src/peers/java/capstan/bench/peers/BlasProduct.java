package capstan.bench.peers;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;

/** One matrix product by OpenBLAS, c = a·b, on native memory. */
final class BlasProduct {
  private final int m;
  private final int n;
  private final int k;
  private final FloatPointer a;
  private final FloatPointer b;
  private final FloatPointer c;

  /**
   * Copies the factors.
   *
   * @param m rows of c
   * @param n columns of c
   * @param k length of each dot product
   * @param a matrix [m, k]
   * @param b matrix [k, n]
   */
  BlasProduct(int m, int n, int k, float[] a, float[] b) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = new FloatPointer(a);
    this.b = new FloatPointer(b);
    this.c = new FloatPointer((long) m * n);
  }

  /** Multiplies. */
  void multiply() {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, k, b, n, 0, c, n);
  }

  /** The product, [m, n]. */
  float[] product() {
    float[] values = new float[m * n];
    c.get(values);
    return values;
  }

  /** Gives the memory back. */
  void close() {
    a.close();
    b.close();
    c.close();
  }
}
