package capstan.mpi;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.group.AllReduce;
import capstan.core.Tensor;
import capstan.mpi.binding.Family;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** An MPI that is installed here, whose mpirun starts {@link GroupProgram}. */
record InstalledMpi(Family family, List<String> command) {
  private static final long SECONDS = 60;
  private static final Map<Family, InstalledMpi> FOUND = new EnumMap<>(Family.class);

  static {
    for (String name : List.of("mpirun.openmpi", "mpirun.mpich", "mpirun")) {
      if (isOnPath(name)) {
        String version = output(new ProcessBuilder(name, "--version"));
        if (version.contains("Open MPI") || version.contains("OpenRTE")) {
          List<String> command =
              List.of(name, "--allow-run-as-root", "--oversubscribe", "--mca", "plm", "isolated");
          FOUND.putIfAbsent(Family.OPEN_MPI, new InstalledMpi(Family.OPEN_MPI, command));
        } else if (version.contains("HYDRA")) {
          FOUND.putIfAbsent(Family.MPICH, new InstalledMpi(Family.MPICH, List.of(name)));
        }
      }
    }
  }

  /**
   * What came of a run.
   *
   * @param status exit status of mpirun
   * @param ranks what each rank told, by name; in order of the files
   * @param output what was printed, for when something is wrong
   */
  record Run(int status, List<Map<String, String>> ranks, String output) {}

  /** The one of a family; where there is none, the test is skipped with a notice. */
  static InstalledMpi of(Family family) {
    InstalledMpi installed = FOUND.get(family);
    if (installed == null) {
      String reason = "no mpirun of " + family + " is installed";
      System.out.println("NOTICE: " + reason + ": groups of its ranks are NOT TESTED");
      throw new TestAbortedException(reason);
    }
    return installed;
  }

  /**
   * Starts ranks and waits for them.
   *
   * @param tame whether the environment keeps UCX from taking signals
   * @param options of the JVM
   */
  Run run(Path folder, int ranks, String task, boolean tame, String... options) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("-n", Integer.toString(ranks)));
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:ErrorFile=" + folder.resolve("crash-%p.log"),
            "--enable-native-access=ALL-UNNAMED"));
    words.addAll(List.of(options));
    words.addAll(List.of("-cp", classPath(), GroupProgram.class.getName()));
    words.addAll(List.of(folder.toString(), task));
    ProcessBuilder builder = new ProcessBuilder(words);
    if (tame) {
      builder.environment().put("UCX_ERROR_SIGNALS", "");
    } else {
      builder.environment().remove("UCX_ERROR_SIGNALS");
    }
    Path printed = folder.resolve("printed.txt");
    builder.redirectErrorStream(true).redirectOutput(printed.toFile());
    int status = finish(builder.start());
    List<Map<String, String>> told = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().matches("(rank|refused)-\\d+")) {
          told.add(read(file));
        }
      }
    }
    return new Run(status, told, Files.readString(printed));
  }

  private static int finish(Process process) {
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError("the ranks did not end");
      }
      return process.exitValue();
    } catch (InterruptedException interruption) {
      throw new IllegalStateException(interruption);
    }
  }

  private static Map<String, String> read(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(line -> line[0], line -> line[1], (a, b) -> b, TreeMap::new));
  }

  private static String classPath() {
    return Stream.of(GroupProgram.class, MpiProvider.class, AllReduce.class, Tensor.class)
        .map(InstalledMpi::location)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean isOnPath(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  private static String output(ProcessBuilder builder) {
    try {
      Process process = builder.redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(finish(process)).as(output).isZero();
      return output;
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
