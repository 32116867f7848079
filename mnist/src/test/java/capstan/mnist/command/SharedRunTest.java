package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.Checksums;
import capstan.capsnet.checkpoint.SafetensorsFile;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** Runs that processes share, which a real mpirun starts. */
@EnabledOnOs(OS.LINUX)
class SharedRunTest {
  private static final int SECONDS = 60;

  @TempDir private Path temporary;

  private Path data;

  /** What starts processes. */
  enum Launcher {
    OPEN_MPI("mpirun.openmpi --oversubscribe --bind-to none"),
    MPICH("mpirun.mpich");

    private final String words;

    Launcher(String words) {
      this.words = words;
    }

    /** Its words; where it is not installed, the test is skipped with a notice. */
    List<String> words() {
      List<String> all = List.of(words.split(" "));
      if (!isOnPath(all.getFirst())) {
        System.out.println("NOTICE: no " + all.getFirst() + ": its ranks are NOT TESTED");
        throw new TestAbortedException("no " + all.getFirst());
      }
      return all;
    }
  }

  private static boolean isOnPath(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  @BeforeEach
  void draw() throws IOException {
    data = DrawnFolder.write(temporary.resolve("the data"), 600, 50);
  }

  private List<String> training(String run, String... more) {
    return training(run, 3, more);
  }

  private List<String> training(String run, int epochs, String... more) {
    List<String> words = CommandRun.smallTraining(data, temporary.resolve(run), epochs);
    words.add("--backend=scalar");
    words.addAll(List.of(more));
    return words;
  }

  private static List<String> program() {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Plain loops and the quick compiler: the runs are too short for more.
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    words.add("--enable-native-access=ALL-UNNAMED");
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Capstan.class.getName()));
    return words;
  }

  private Process start(Launcher launcher, int ranks, List<String> words) throws IOException {
    List<String> command = new ArrayList<>(launcher.words());
    command.addAll(List.of("-n", Integer.toString(ranks)));
    command.addAll(program());
    command.addAll(words);
    command.addAll(List.of("--mpi", "--check-ranks=10"));
    return start(command);
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temporary.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile());
    builder.environment().put("UCX_ERROR_SIGNALS", "");
    builder.environment().put("OMPI_MCA_plm", "isolated");
    builder.environment().put("OMPI_ALLOW_RUN_AS_ROOT", "1");
    builder.environment().put("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
    return builder.start();
  }

  private Path log() {
    return temporary.resolve("log");
  }

  private String said() throws IOException {
    return Files.readString(log());
  }

  private int status(Process process, int seconds) throws Exception {
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(ended).as(said()).isTrue();
    return process.exitValue();
  }

  private void train(Launcher launcher, int ranks, List<String> words) throws Exception {
    assertThat(status(start(launcher, ranks, words), SECONDS)).as(said()).isZero();
  }

  private Checkpoint checkpoint(String run) throws IOException {
    return SafetensorsFile.read(
        temporary.resolve(run).resolve("checkpoint.safetensors"), Checksums.REQUIRED);
  }

  private void requireSameBits(String run, String as) throws IOException {
    Checkpoint expected = checkpoint(as);
    Checkpoint found = checkpoint(run);
    assertThat(found.tensors().keySet()).isEqualTo(expected.tensors().keySet());
    expected
        .tensors()
        .forEach(
            (name, tensor) ->
                assertThat(found.tensors().get(name).toArray())
                    .as(name)
                    .isEqualTo(tensor.toArray()));
  }

  private List<NamedCsvRecord> epochs(String run) throws IOException {
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().ofNamedCsvRecord(temporary.resolve(run).resolve("metrics.csv"))) {
      return rows.stream().toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void learnsAsOneProcessDoes(Launcher launcher) throws Exception {
    CommandRun.of(training("alone", "--learning-rate=1e-5")).succeeded();
    for (int ranks : new int[] {2, 3}) {
      train(launcher, ranks, training("by " + ranks, "--learning-rate=1e-5"));
      assertThat(said()).contains(ranks + " ranks on 1 machine");
      for (int epoch = 0; epoch < 3; epoch++) {
        double expected = Double.parseDouble(epochs("alone").get(epoch).getField("loss"));
        assertThat(Double.parseDouble(epochs("by " + ranks).get(epoch).getField("loss")))
            .isCloseTo(expected, within(1e-4 * expected));
      }
    }
  }

  /** The youngest of the processes that compute, which is not the first rank. */
  private static Optional<ProcessHandle> lastRank(Process launcher) {
    return launcher
        .descendants()
        .filter(each -> each.info().command().filter(name -> name.endsWith("java")).isPresent())
        .max(Comparator.comparingLong(ProcessHandle::pid));
  }

  @ParameterizedTest
  @EnumSource
  void aKilledRankEndsAllAndTheRunGoesOnToTheSameBits(Launcher launcher) throws Exception {
    train(launcher, 2, training("whole"));
    Process process = start(launcher, 2, training("killed", "--save-steps=5"));
    Path saved = temporary.resolve("killed").resolve("checkpoint.safetensors");
    while (!Files.exists(saved)) {
      assertThat(process.isAlive()).as(said()).isTrue();
      Thread.sleep(5);
    }
    lastRank(process).orElseThrow().destroyForcibly();
    assertThat(status(process, 10)).as(said()).isNotZero();
    train(
        launcher,
        2,
        List.of(
            "train",
            "--resume",
            temporary.resolve("killed").toString(),
            "--data=" + data,
            "--backend=scalar"));
    requireSameBits("killed", "whole");
  }

  @ParameterizedTest
  @EnumSource
  void whatOneRankCannotDoEndsAllInOneLine(Launcher launcher) throws Exception {
    Files.createDirectories(temporary.resolve("there"));
    Files.writeString(temporary.resolve("there").resolve("file"), "");
    assertThat(status(start(launcher, 2, training("there")), SECONDS)).isNotZero();
    assertThat(said().lines().filter(line -> line.startsWith("capstan: ")))
        .singleElement()
        .asString()
        .contains("there");
  }

  @ParameterizedTest
  @EnumSource
  void anOptionOfAnotherNetworkIsWrongUsageOfAll(Launcher launcher) throws Exception {
    List<String> wrong = training("wrong", "--em-conv1-kernels=8");
    assertThat(status(start(launcher, 2, wrong), SECONDS)).isNotZero();
    assertThat(said().lines().filter(line -> line.startsWith("capstan: ")))
        .singleElement()
        .asString()
        .startsWith("capstan: --em-conv1-kernels is of matrix capsules");
  }

  @Test
  void ranksOfThisMachineAreStartedAndStopped() throws Exception {
    if (!isOnPath("mpirun")) {
      System.out.println("NOTICE: no mpirun: --ranks is NOT TESTED");
      throw new TestAbortedException("no mpirun");
    }
    List<String> command = new ArrayList<>(program());
    Path words = Files.writeString(temporary.resolve("words"), "--ranks=2");
    command.addAll(training("local", 500, "@" + words));
    Process process = start(command);
    while (!said().contains("epoch 1:")) {
      assertThat(process.isAlive()).as(said()).isTrue();
      Thread.sleep(20);
    }
    process.destroy();
    assertThat(status(process, 20)).as(said()).isNotZero();
    assertThat(temporary.resolve("local").resolve("checkpoint.safetensors")).exists();
    assertThat(said()).contains("each computes").containsOnlyOnce("saving after this step");
  }
}
