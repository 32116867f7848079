package capstan.cublas.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import capstan.core.foreign.NativeCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The functions of CUDA's runtime library for what the device does by itself: streams, events and
 * the copies in them. Made like {@link CudaRuntime}; the calls of a training step allocate nothing.
 * (CUDA Runtime API: stream management, event management, memory management.)
 */
public final class CudaStreams {
  /** Of {@code cudaMemcpyKind}. */
  static final int TO_DEVICE = 1;

  /** Of {@code cudaMemcpyKind}. */
  static final int TO_HOST = 2;

  private static final int NON_BLOCKING = 1;

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

  /** Binds the functions of an opened library. */
  public CudaStreams(SymbolLookup library) {
    NativeFunctions functions = new NativeFunctions(library, new CudaError(library)::check);
    memcpyAsync =
        functions.find("cudaMemcpyAsync", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
    memsetAsync = functions.find("cudaMemsetAsync", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    streamCreateWithFlags = functions.find("cudaStreamCreateWithFlags", ADDRESS, JAVA_INT);
    streamDestroy = functions.find("cudaStreamDestroy", JAVA_LONG);
    streamSynchronize = functions.find("cudaStreamSynchronize", JAVA_LONG);
    streamWaitEvent = functions.find("cudaStreamWaitEvent", JAVA_LONG, JAVA_LONG, JAVA_INT);
    eventCreate = functions.find("cudaEventCreate", ADDRESS);
    eventDestroy = functions.find("cudaEventDestroy", JAVA_LONG);
    eventRecord = functions.find("cudaEventRecord", JAVA_LONG, JAVA_LONG);
    eventSynchronize = functions.find("cudaEventSynchronize", JAVA_LONG);
    eventElapsedTime = functions.find("cudaEventElapsedTime", ADDRESS, JAVA_LONG, JAVA_LONG);
  }

  void cudaMemcpyAsync(long target, long source, long bytes, int kind, long stream) {
    try {
      memcpyAsync.invokeExact(target, source, bytes, kind, stream);
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }

  void cudaMemsetAsync(long address, int value, long bytes, long stream) {
    try {
      memsetAsync.invokeExact(address, value, bytes, stream);
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }

  /** A stream that does not wait for the default stream. */
  long cudaStreamCreateWithFlags() {
    NativeCall.run(() -> streamCreateWithFlags.invoke(result, NON_BLOCKING));
    return result.get(JAVA_LONG, 0);
  }

  void cudaStreamDestroy(long stream) {
    NativeCall.run(() -> streamDestroy.invoke(stream));
  }

  void cudaStreamSynchronize(long stream) {
    NativeCall.run(() -> streamSynchronize.invoke(stream));
  }

  void cudaStreamWaitEvent(long stream, long event) {
    try {
      streamWaitEvent.invokeExact(stream, event, 0);
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }

  long cudaEventCreate() {
    NativeCall.run(() -> eventCreate.invoke(result));
    return result.get(JAVA_LONG, 0);
  }

  void cudaEventDestroy(long event) {
    NativeCall.run(() -> eventDestroy.invoke(event));
  }

  void cudaEventRecord(long event, long stream) {
    try {
      eventRecord.invokeExact(event, stream);
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }

  void cudaEventSynchronize(long event) {
    try {
      eventSynchronize.invokeExact(event);
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }

  /** Milliseconds between two events that have happened. */
  float cudaEventElapsedTime(long start, long end) {
    NativeCall.run(() -> eventElapsedTime.invoke(result, start, end));
    return result.get(JAVA_FLOAT, 0);
  }
}
