package capstan.cublas.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import capstan.core.foreign.NativeCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The functions of CUDA's runtime library for the device and its memory, under their C names. Each
 * checks its status. Results come through one small block of native memory; like the backend, an
 * instance serves one thread at a time. (CUDA Runtime API: device management, memory management,
 * version management.)
 */
public final class CudaRuntime {
  /** More than {@code cudaDeviceProp} has in any release. */
  private static final int PROPERTIES = 1 << 13;

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

  /** Binds the functions of an opened library. */
  public CudaRuntime(SymbolLookup library) {
    NativeFunctions functions = new NativeFunctions(library, new CudaError(library)::check);
    getDeviceProperties = functions.find(propertiesName(library), ADDRESS, JAVA_INT);
    memGetInfo = functions.find("cudaMemGetInfo", ADDRESS, ADDRESS);
    runtimeGetVersion = functions.find("cudaRuntimeGetVersion", ADDRESS);
    driverGetVersion = functions.find("cudaDriverGetVersion", ADDRESS);
    getDeviceCount = functions.find("cudaGetDeviceCount", ADDRESS);
    setDevice = functions.find("cudaSetDevice", JAVA_INT);
    deviceGetAttribute = functions.find("cudaDeviceGetAttribute", ADDRESS, JAVA_INT, JAVA_INT);
    malloc = functions.find("cudaMalloc", ADDRESS, JAVA_LONG);
    free = functions.find("cudaFree", JAVA_LONG);
    hostAlloc = functions.find("cudaHostAlloc", ADDRESS, JAVA_LONG, JAVA_INT);
    freeHost = functions.find("cudaFreeHost", JAVA_LONG);
  }

  /** CUDA 12 calls the function of its own headers so, and 13 has gone back to the plain name. */
  private static String propertiesName(SymbolLookup library) {
    String ofCuda12 = "cudaGetDeviceProperties_v2";
    return library.find(ofCuda12).isPresent() ? ofCuda12 : "cudaGetDeviceProperties";
  }

  /** Release of the runtime library, 1000 · major + 10 · minor. */
  public int cudaRuntimeGetVersion() {
    NativeCall.run(() -> runtimeGetVersion.invoke(result));
    return result.get(JAVA_INT, 0);
  }

  /** Latest release that the driver supports, 0 without a driver. */
  public int cudaDriverGetVersion() {
    NativeCall.run(() -> driverGetVersion.invoke(result));
    return result.get(JAVA_INT, 0);
  }

  /** How many devices there are. */
  public int cudaGetDeviceCount() {
    NativeCall.run(() -> getDeviceCount.invoke(result));
    return result.get(JAVA_INT, 0);
  }

  /** Makes a device the one of the calling thread. */
  public void cudaSetDevice(int device) {
    NativeCall.run(() -> setDevice.invoke(device));
  }

  /** One of a device's numbers. */
  public int cudaDeviceGetAttribute(int attribute, int device) {
    NativeCall.run(() -> deviceGetAttribute.invoke(result, attribute, device));
    return result.get(JAVA_INT, 0);
  }

  /** Address of new device memory. */
  long cudaMalloc(long bytes) {
    NativeCall.run(() -> malloc.invoke(result, bytes));
    return result.get(JAVA_LONG, 0);
  }

  void cudaFree(long address) {
    NativeCall.run(() -> free.invoke(address));
  }

  /** Address of new memory of the processor's that the device can read and write by itself. */
  long cudaHostAlloc(long bytes) {
    NativeCall.run(() -> hostAlloc.invoke(result, bytes, 0));
    return result.get(JAVA_LONG, 0);
  }

  void cudaFreeHost(long address) {
    NativeCall.run(() -> freeHost.invoke(address));
  }

  /** Name of a device: it comes first in {@code cudaDeviceProp}, whose rest differs by release. */
  public String cudaGetDeviceProperties(int device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment properties = arena.allocate(PROPERTIES, 8);
      NativeCall.run(() -> getDeviceProperties.invoke(properties, device));
      return properties.getString(0);
    }
  }

  /** Bytes of device memory that are free, and that there are. */
  public long[] cudaMemGetInfo() {
    NativeCall.run(() -> memGetInfo.invoke(result, result.asSlice(8)));
    return new long[] {result.get(JAVA_LONG, 0), result.get(JAVA_LONG, 8)};
  }
}
