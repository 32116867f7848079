package capstan.core.cublas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The functions of CUDA's runtime library for the device and its memory, under their C names. Each
 * checks its status. Results come through one small block of native memory, so a call allocates
 * nothing; like the backend, an instance serves one thread at a time. (CUDA Runtime API: device
 * management, memory management, version management.)
 */
final class CudaRuntime {
  /** More than {@code cudaDeviceProp} has in any release. */
  private static final int PROPERTIES = 1 << 13;

  private final CudaError error;
  private final MethodHandle getDeviceProperties;
  private final MethodHandle memGetInfo;
  private final MethodHandle runtimeGetVersion;
  private final MethodHandle driverGetVersion;
  private final MethodHandle getDeviceCount;
  private final MethodHandle setDevice;
  private final MethodHandle deviceGetAttribute;
  private final MethodHandle malloc;
  private final MethodHandle free;
  private final MethodHandle hostAlloc;
  private final MethodHandle freeHost;
  private final MemorySegment result = Arena.ofAuto().allocate(16, 8);

  CudaRuntime(SymbolLookup library) {
    error = new CudaError(library);
    getDeviceProperties =
        NativeFunction.returningStatus(library, "cudaGetDeviceProperties", ADDRESS, JAVA_INT);
    memGetInfo = NativeFunction.returningStatus(library, "cudaMemGetInfo", ADDRESS, ADDRESS);
    runtimeGetVersion = NativeFunction.returningStatus(library, "cudaRuntimeGetVersion", ADDRESS);
    driverGetVersion = NativeFunction.returningStatus(library, "cudaDriverGetVersion", ADDRESS);
    getDeviceCount = NativeFunction.returningStatus(library, "cudaGetDeviceCount", ADDRESS);
    setDevice = NativeFunction.returningStatus(library, "cudaSetDevice", JAVA_INT);
    deviceGetAttribute =
        NativeFunction.returningStatus(
            library, "cudaDeviceGetAttribute", ADDRESS, JAVA_INT, JAVA_INT);
    malloc = NativeFunction.returningStatus(library, "cudaMalloc", ADDRESS, JAVA_LONG);
    free = NativeFunction.returningStatus(library, "cudaFree", JAVA_LONG);
    hostAlloc =
        NativeFunction.returningStatus(library, "cudaHostAlloc", ADDRESS, JAVA_LONG, JAVA_INT);
    freeHost = NativeFunction.returningStatus(library, "cudaFreeHost", JAVA_LONG);
  }

  /** Release of the runtime library, 1000 · major + 10 · minor. */
  int cudaRuntimeGetVersion() {
    int status;
    try {
      status = (int) runtimeGetVersion.invokeExact(result);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaRuntimeGetVersion", thrown);
    }
    error.check("cudaRuntimeGetVersion", status);
    return result.get(JAVA_INT, 0);
  }

  /** Latest release that the driver supports, 0 without a driver. */
  int cudaDriverGetVersion() {
    int status;
    try {
      status = (int) driverGetVersion.invokeExact(result);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaDriverGetVersion", thrown);
    }
    error.check("cudaDriverGetVersion", status);
    return result.get(JAVA_INT, 0);
  }

  int cudaGetDeviceCount() {
    int status;
    try {
      status = (int) getDeviceCount.invokeExact(result);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaGetDeviceCount", thrown);
    }
    error.check("cudaGetDeviceCount", status);
    return result.get(JAVA_INT, 0);
  }

  void cudaSetDevice(int device) {
    int status;
    try {
      status = (int) setDevice.invokeExact(device);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaSetDevice", thrown);
    }
    error.check("cudaSetDevice", status);
  }

  int cudaDeviceGetAttribute(int attribute, int device) {
    int status;
    try {
      status = (int) deviceGetAttribute.invokeExact(result, attribute, device);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaDeviceGetAttribute", thrown);
    }
    error.check("cudaDeviceGetAttribute", status);
    return result.get(JAVA_INT, 0);
  }

  /** Address of new device memory. */
  long cudaMalloc(long bytes) {
    int status;
    try {
      status = (int) malloc.invokeExact(result, bytes);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaMalloc", thrown);
    }
    error.check("cudaMalloc", status);
    return result.get(JAVA_LONG, 0);
  }

  void cudaFree(long address) {
    int status;
    try {
      status = (int) free.invokeExact(address);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaFree", thrown);
    }
    error.check("cudaFree", status);
  }

  /** Address of new memory of the processor's that the device can read and write by itself. */
  long cudaHostAlloc(long bytes) {
    int status;
    try {
      status = (int) hostAlloc.invokeExact(result, bytes, 0);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaHostAlloc", thrown);
    }
    error.check("cudaHostAlloc", status);
    return result.get(JAVA_LONG, 0);
  }

  void cudaFreeHost(long address) {
    int status;
    try {
      status = (int) freeHost.invokeExact(address);
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaFreeHost", thrown);
    }
    error.check("cudaFreeHost", status);
  }

  /** Name of a device: it comes first in {@code cudaDeviceProp}, whose rest differs by release. */
  String cudaGetDeviceProperties(int device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment properties = arena.allocate(PROPERTIES, 8);
      int status;
      try {
        status = (int) getDeviceProperties.invokeExact(properties, device);
      } catch (Throwable thrown) {
        throw NativeFunction.impossible("cudaGetDeviceProperties", thrown);
      }
      error.check("cudaGetDeviceProperties", status);
      return properties.getString(0);
    }
  }

  /** Bytes of device memory that are free, and that there are. */
  long[] cudaMemGetInfo() {
    int status;
    try {
      status = (int) memGetInfo.invokeExact(result, result.asSlice(8));
    } catch (Throwable thrown) {
      throw NativeFunction.impossible("cudaMemGetInfo", thrown);
    }
    error.check("cudaMemGetInfo", status);
    return new long[] {result.get(JAVA_LONG, 0), result.get(JAVA_LONG, 8)};
  }
}
