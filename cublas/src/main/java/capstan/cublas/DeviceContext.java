package capstan.cublas;

import capstan.core.backend.BackendUnavailableException;
import capstan.cublas.driver.CublasException;
import capstan.cublas.driver.CublasLibrary;
import capstan.cublas.driver.CudaRuntime;
import capstan.cublas.driver.CudaStreams;
import capstan.cublas.driver.Event;
import capstan.cublas.driver.MemoryPool;
import capstan.cublas.driver.NativeLibraries;
import capstan.cublas.driver.Owned;
import capstan.cublas.driver.PinnedMemory;
import capstan.cublas.driver.Stream;
import java.util.Optional;

/**
 * Everything a backend holds of one device: the libraries, a handle of cuBLAS, two streams and all
 * memory. Closed once; what is given back to it afterwards has been freed already.
 *
 * <p>Products run in one stream and copies in the other, so that a result travels while the next
 * product is computed. With all products in one stream, cuBLAS gives the same bits every time.
 */
final class DeviceContext implements AutoCloseable {
  private final Owned owned = new Owned();
  final CublasDevice device;

  /** Where products run. */
  final Stream compute;

  /** Where copies run. */
  final Stream copies;

  /** Happens when what the calling thread waits for has been copied. */
  final Event arrived;

  /** The same for a result that was started before anybody asked for it. */
  final Event arrivedAhead;

  final DeviceClock clock;
  final DeviceGemm gemm;
  final MemoryPool pool;
  private final Event handover;

  /** Takes everything, or nothing. */
  private DeviceContext(
      CudaRuntime cuda, CudaStreams streams, CublasLibrary cublas, CublasSettings settings) {
    try {
      cuda.cudaSetDevice(0);
      compute = owned.add(new Stream(streams));
      copies = owned.add(new Stream(streams));
      handover = owned.add(new Event(streams));
      arrived = owned.add(new Event(streams));
      arrivedAhead = owned.add(new Event(streams));
      clock = owned.add(new DeviceClock(streams, settings.times()));
      long handle = cublas.cublasCreate_v2();
      owned.add(() -> cublas.cublasDestroy_v2(handle));
      device = CublasDevice.read(cuda, cublas.cublasGetVersion_v2(handle));
      cublas.cublasSetStream_v2(handle, compute.address());
      cublas.cublasSetMathMode(
          handle, settings.tf32() ? CublasLibrary.TF32_TENSOR_OP_MATH : CublasLibrary.DEFAULT_MATH);
      gemm = new DeviceGemm(cublas, handle, clock);
      pool = owned.add(new MemoryPool(cuda));
    } catch (RuntimeException failure) {
      try {
        owned.close();
      } catch (RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  /**
   * Opens the first device.
   *
   * @throws BackendUnavailableException if it cannot be used
   */
  static DeviceContext open(CublasSettings settings) {
    NativeLibraries libraries = NativeLibraries.open(settings.folders());
    CudaRuntime cuda = new CudaRuntime(libraries.cudart());
    CudaStreams streams = new CudaStreams(libraries.cudart());
    CublasLibrary cublas = new CublasLibrary(libraries.cublas());
    Optional<String> refusal = DeviceRefusal.of(cuda, libraries.found());
    if (refusal.isPresent()) {
      throw new BackendUnavailableException(refusal.get());
    }
    try {
      return new DeviceContext(cuda, streams, cublas, settings);
    } catch (CublasException failure) {
      throw new BackendUnavailableException(DeviceRefusal.whileOpening(failure), failure);
    }
  }

  /** Lets later products use what the copies given so far bring. */
  void copiesBeforeProducts() {
    copies.record(handover);
    compute.await(handover);
  }

  /** Gives a copy to the device, which takes it from a place in pinned memory, in bytes. */
  void send(long target, PinnedMemory source, long at, long elements) {
    long bytes = elements * Float.BYTES;
    clock.beginTransfer(copies, bytes, 0);
    copies.copyToDevice(target, source, at, bytes);
    clock.end(copies);
  }

  /**
   * Gives a copy of what the products given so far compute.
   *
   * @param at its place in the pinned memory, in bytes
   * @param arrival happens when it is there
   */
  void fetch(PinnedMemory target, long at, long source, long elements, Event arrival) {
    long bytes = elements * Float.BYTES;
    compute.record(handover);
    copies.await(handover);
    clock.beginTransfer(copies, 0, bytes);
    copies.copyToHost(target, at, source, bytes);
    clock.end(copies);
    copies.record(arrival);
  }

  /** Waits for an event, and counts the time. */
  void await(Event event) {
    long since = clock.now();
    event.synchronize();
    clock.waited(since);
  }

  /** Waits for both streams after a failure, so that nothing is copied behind anyone's back. */
  void settle(RuntimeException failure) {
    for (Stream stream : new Stream[] {compute, copies}) {
      try {
        stream.synchronize();
      } catch (CublasException second) {
        failure.addSuppressed(second);
      }
    }
    clock.forget();
  }

  @Override
  public void close() {
    owned.close();
  }
}
