package capstan.bench.goal;

import capstan.bench.measure.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A training by the launcher, which becomes the JVM it starts, so that its process is the one whose
 * memory counts.
 *
 * @param status the exit status
 * @param lastLine what it said last
 * @param peakBytes the most memory that was resident; 0 where the system does not tell
 */
record TrainingProcess(int status, String lastLine, long peakBytes) {

  /**
   * Runs it to its end.
   *
   * @param output receives its lines, and how many seconds after its start they came
   * @param command the launcher and its arguments
   */
  static TrainingProcess run(TrainingOutput output, String... command) throws IOException {
    // The launcher builds what it starts, if need be; that is not to be timed.
    ChildJvm.finish(start(List.of(command[0], "--version")));
    long start = System.nanoTime();
    Process process = start(List.of(command));
    String last = "no output";
    long peak = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.read(line, (System.nanoTime() - start) / 1e9);
        peak = Math.max(peak, peakBytes(process.pid()));
        last = line;
      }
      return new TrainingProcess(ChildJvm.finish(process), last, peak);
    } finally {
      process.destroy();
    }
  }

  /** Whether it did not do what it was asked for. */
  boolean failed() {
    return status != 0;
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** The high-water mark of resident memory that Linux keeps. */
  private static long peakBytes(long process) {
    Path status = Path.of("/proc", Long.toString(process), "status");
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException noSuchFile) {
      return 0;
    }
  }
}
