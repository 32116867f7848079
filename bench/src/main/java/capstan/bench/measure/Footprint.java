package capstan.bench.measure;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes that all threads have allocated and pages that the process has touched first, so far. */
public final class Footprint {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Footprint() {}

  /** Bytes allocated by all threads. Reading them allocates nothing after the first time. */
  public static long allocatedBytes() {
    return THREADS.getTotalThreadAllocatedBytes();
  }

  /** Minor page faults, where Linux tells them; 0 elsewhere. */
  public static long pageFaults() {
    try {
      String status = Files.readString(Path.of("/proc/self/stat"));
      // After the name in parentheses: state, six numbers, flags, minor faults.
      String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[7]);
    } catch (IOException noSuchFile) {
      return 0;
    }
  }
}
