package capstan.cublas.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import capstan.core.foreign.NativeCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The functions of cuBLAS that are needed, under their C names. Each checks its status. Matrices
 * are column-major here, as in cuBLAS; {@code DeviceGemm} turns row-major ones into them. The two
 * scalars α and β are chosen among 0 and 1, which lie in native memory once and for all. (cuBLAS
 * documentation: helper functions, level 3, BLAS-like extensions.)
 */
public final class CublasLibrary {
  /** Math mode of plain float32. */
  public static final int DEFAULT_MATH = 0;

  /** Math mode whose factors are rounded to ten bits of mantissa on tensor cores. */
  public static final int TF32_TENSOR_OP_MATH = 3;

  private final MethodHandle create;
  private final MethodHandle destroy;
  private final MethodHandle setStream;
  private final MethodHandle setMathMode;
  private final MethodHandle getVersion;
  private final MethodHandle sgemm;
  private final MethodHandle sgemmStridedBatched;
  private final MemorySegment result = Arena.ofAuto().allocate(8, 8);

  private final MemorySegment zero;
  private final MemorySegment one;

  /** Binds the functions of an opened library. */
  public CublasLibrary(SymbolLookup library) {
    NativeFunctions functions = new NativeFunctions(library, CublasStatus::check);
    create = functions.find("cublasCreate_v2", ADDRESS);
    destroy = functions.find("cublasDestroy_v2", JAVA_LONG);
    setStream = functions.find("cublasSetStream_v2", JAVA_LONG, JAVA_LONG);
    setMathMode = functions.find("cublasSetMathMode", JAVA_LONG, JAVA_INT);
    getVersion = functions.find("cublasGetVersion_v2", JAVA_LONG, ADDRESS);
    sgemm =
        functions.find(
            "cublasSgemm_v2",
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_LONG,
            JAVA_INT,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT);
    sgemmStridedBatched =
        functions.find(
            "cublasSgemmStridedBatched",
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_LONG,
            JAVA_INT);
    MemorySegment scalars = Arena.ofAuto().allocate(2 * Float.BYTES, 8);
    zero = scalars.asSlice(0, Float.BYTES);
    one = scalars.asSlice(Float.BYTES, Float.BYTES);
    one.set(ValueLayout.JAVA_FLOAT, 0, 1);
  }

  /** A new handle. */
  public long cublasCreate_v2() {
    NativeCall.run(() -> create.invoke(result));
    return result.get(JAVA_LONG, 0);
  }

  /** Frees a handle. */
  public void cublasDestroy_v2(long handle) {
    NativeCall.run(() -> destroy.invoke(handle));
  }

  /** Makes the products of a handle run on a stream. */
  public void cublasSetStream_v2(long handle, long stream) {
    NativeCall.run(() -> setStream.invoke(handle, stream));
  }

  /** Sets how products of a handle round their factors. */
  public void cublasSetMathMode(long handle, int mode) {
    NativeCall.run(() -> setMathMode.invoke(handle, mode));
  }

  /** Release of cuBLAS, 10000 · major + 100 · minor + patch. */
  public int cublasGetVersion_v2(long handle) {
    NativeCall.run(() -> getVersion.invoke(handle, result));
    return result.get(JAVA_INT, 0);
  }

  /** C = op(A)·op(B); operations are 0 for none and 1 for transposed. */
  public void cublasSgemm_v2(
      long handle,
      int transa,
      int transb,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      long c,
      int ldc) {
    try {
      sgemm.invokeExact(handle, transa, transb, m, n, k, one, a, lda, b, ldb, zero, c, ldc);
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }

  /** The same for matrices at constant distances, in elements, or C += …. */
  public void cublasSgemmStridedBatched(
      long handle,
      int transa,
      int transb,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long stridea,
      long b,
      int ldb,
      long strideb,
      boolean accumulate,
      long c,
      int ldc,
      long stridec,
      int batch) {
    try {
      sgemmStridedBatched.invokeExact(
          handle,
          transa,
          transb,
          m,
          n,
          k,
          one,
          a,
          lda,
          stridea,
          b,
          ldb,
          strideb,
          beta(accumulate),
          c,
          ldc,
          stridec,
          batch);
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }

  /** Not written where it is needed: there, an exact call would see no type in the choice. */
  private MemorySegment beta(boolean accumulate) {
    return accumulate ? one : zero;
  }
}
