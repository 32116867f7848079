package capstan.bench.peers;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Processor time that was spent up to a moment, in seconds.
 *
 * @param clock when that was
 * @param processors how many the machine has
 * @param machine by everybody, what the host of a virtual machine took included; NaN where there is
 *     no {@code /proc/stat} to tell
 * @param own by this process
 */
record ProcessorTime(double clock, int processors, double machine, double own) {
  private static final double TICK = 0.01;
  private static final double MOST_OTHERS = 0.03;

  /** Up to now. */
  static ProcessorTime now() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double own = system.getProcessCpuTime() * 1e-9;
    double clock = System.nanoTime() * 1e-9;
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/stat"));
      int processors = (int) lines.stream().filter(line -> line.matches("cpu\\d.*")).count();
      // cpu, user, nice, system, idle, waiting for a disk, interrupts (two kinds), stolen by
      // others.
      double[] ticks =
          Arrays.stream(lines.getFirst().split(" +"))
              .skip(1)
              .mapToDouble(Double::valueOf)
              .toArray();
      double busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7];
      return new ProcessorTime(clock, processors, TICK * busy, own);
    } catch (IOException noSuchFile) {
      return new ProcessorTime(clock, 1, Double.NaN, own);
    }
  }

  /** Share of all processors' time since an earlier moment that others had; NaN if not known. */
  double others(ProcessorTime earlier) {
    double others = machine - earlier.machine - (own - earlier.own);
    // Ticks are counted in whole, a processor at a time.
    return Math.max(0, others - 2 * TICK * processors) / ((clock - earlier.clock) * processors);
  }

  /** Whether others had so much that a measurement is worth little. */
  static boolean isDisturbed(double others) {
    return others > MOST_OTHERS;
  }
}
