package capstan.core.cublas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The functions of CUDA's runtime library for what the device does by itself: streams, events and
 * the copies in them. Made like {@link CudaRuntime}. (CUDA Runtime API: stream management, event
 * management, memory management.)
 */
final class CudaStreams {
  /** Of {@code cudaMemcpyKind}. */
  static final int TO_DEVICE = 1;

  /** Of {@code cudaMemcpyKind}. */
  static final int TO_HOST = 2;

  private static final int NON_BLOCKING = 1;

  private final CudaError error;
  private final MethodHandle memcpyAsync;
  private final MethodHandle memsetAsync;
  private final MethodHandle streamCreateWithFlags;
  private final MethodHandle streamDestroy;
  private final MethodHandle streamSynchronize;
  private final MethodHandle streamWaitEvent;
  private final MethodHandle eventCreate;
  private final MethodHandle eventDestroy;
  private final MethodHandle eventRecord;
  private final MethodHandle eventSynchronize;
  private final MethodHandle eventElapsedTime;
  private final MemorySegment result = Arena.ofAuto().allocate(16, 8);

  CudaStreams(SymbolLookup library) {
    error = new CudaError(library);
    memcpyAsync =
        NativeFunction.returningStatus(
            library, "cudaMemcpyAsync", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
    memsetAsync =
        NativeFunction.returningStatus(
            library, "cudaMemsetAsync", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    streamCreateWithFlags =
        NativeFunction.returningStatus(library, "cudaStreamCreateWithFlags", ADDRESS, JAVA_INT);
    streamDestroy = NativeFunction.returningStatus(library, "cudaStreamDestroy", JAVA_LONG);
    streamSynchronize = NativeFunction.returningStatus(library, "cudaStreamSynchronize", JAVA_LONG);
    streamWaitEvent =
        NativeFunction.returningStatus(
            library, "cudaStreamWaitEvent", JAVA_LONG, JAVA_LONG, JAVA_INT);
    eventCreate = NativeFunction.returningStatus(library, "cudaEventCreate", ADDRESS);
    eventDestroy = NativeFunction.returningStatus(library, "cudaEventDestroy", JAVA_LONG);
    eventRecord = NativeFunction.returningStatus(library, "cudaEventRecord", JAVA_LONG, JAVA_LONG);
    eventSynchronize = NativeFunction.returningStatus(library, "cudaEventSynchronize", JAVA_LONG);
    eventElapsedTime =
        NativeFunction.returningStatus(
            library, "cudaEventElapsedTime", ADDRESS, JAVA_LONG, JAVA_LONG);
  }

  void cudaMemcpyAsync(long target, long source, long bytes, int kind, long stream) {
    int status;
    try {
      status = (int) memcpyAsync.invokeExact(target, source, bytes, kind, stream);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaMemcpyAsync", thrown);
    }
    error.check("cudaMemcpyAsync", status);
  }

  void cudaMemsetAsync(long address, int value, long bytes, long stream) {
    int status;
    try {
      status = (int) memsetAsync.invokeExact(address, value, bytes, stream);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaMemsetAsync", thrown);
    }
    error.check("cudaMemsetAsync", status);
  }

  /** A stream that does not wait for the default stream. */
  long cudaStreamCreateWithFlags() {
    int status;
    try {
      status = (int) streamCreateWithFlags.invokeExact(result, NON_BLOCKING);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaStreamCreateWithFlags", thrown);
    }
    error.check("cudaStreamCreateWithFlags", status);
    return result.get(JAVA_LONG, 0);
  }

  void cudaStreamDestroy(long stream) {
    int status;
    try {
      status = (int) streamDestroy.invokeExact(stream);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaStreamDestroy", thrown);
    }
    error.check("cudaStreamDestroy", status);
  }

  void cudaStreamSynchronize(long stream) {
    int status;
    try {
      status = (int) streamSynchronize.invokeExact(stream);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaStreamSynchronize", thrown);
    }
    error.check("cudaStreamSynchronize", status);
  }

  void cudaStreamWaitEvent(long stream, long event) {
    int status;
    try {
      status = (int) streamWaitEvent.invokeExact(stream, event, 0);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaStreamWaitEvent", thrown);
    }
    error.check("cudaStreamWaitEvent", status);
  }

  long cudaEventCreate() {
    int status;
    try {
      status = (int) eventCreate.invokeExact(result);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaEventCreate", thrown);
    }
    error.check("cudaEventCreate", status);
    return result.get(JAVA_LONG, 0);
  }

  void cudaEventDestroy(long event) {
    int status;
    try {
      status = (int) eventDestroy.invokeExact(event);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaEventDestroy", thrown);
    }
    error.check("cudaEventDestroy", status);
  }

  void cudaEventRecord(long event, long stream) {
    int status;
    try {
      status = (int) eventRecord.invokeExact(event, stream);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaEventRecord", thrown);
    }
    error.check("cudaEventRecord", status);
  }

  void cudaEventSynchronize(long event) {
    int status;
    try {
      status = (int) eventSynchronize.invokeExact(event);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaEventSynchronize", thrown);
    }
    error.check("cudaEventSynchronize", status);
  }

  /** Milliseconds between two events that have happened. */
  float cudaEventElapsedTime(long start, long end) {
    int status;
    try {
      status = (int) eventElapsedTime.invokeExact(result, start, end);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaEventElapsedTime", thrown);
    }
    error.check("cudaEventElapsedTime", status);
    return result.get(JAVA_FLOAT, 0);
  }
}
