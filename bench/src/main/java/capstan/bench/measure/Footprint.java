package capstan.bench.measure;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes that all threads have allocated and pages that the process has touched first, so far. */
public final class Footprint {
  private Footprint() {}

  /** Bytes allocated by the threads that are alive. */
  public static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
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
