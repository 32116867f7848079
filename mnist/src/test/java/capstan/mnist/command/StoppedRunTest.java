package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.Checksums;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.core.Tensor;
import capstan.mnist.exit.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that are stopped from outside, each in a JVM of its own, and go on to the bits of a run that
 * never was.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class StoppedRunTest {
  /** Enough that a stop finds the training still under way. */
  private static final int EPOCHS = 4;

  private static final int HUP = 1;
  private static final int INT = 2;

  @TempDir static Path temporary;

  private static Path data;
  private static Checkpoint uninterrupted;

  @BeforeAll
  static void trainWithoutAStop() throws IOException {
    data = DrawnFolder.write(temporary.resolve("the data"), 1500, 50);
    Path run = temporary.resolve("uninterrupted");
    CommandRun.of(framed(run)).succeeded();
    uninterrupted = checkpoint(run);
  }

  /** With an option on the data that is not in the run's folder, and has to be said again. */
  private static List<String> framed(Path run) {
    List<String> words = CommandRun.smallTraining(data, run, EPOCHS);
    words.add("--margin=1");
    return words;
  }

  private static Checkpoint checkpoint(Path run) throws IOException {
    return SafetensorsFile.read(run.resolve("checkpoint.safetensors"), Checksums.REQUIRED);
  }

  private static Process start(Path log, List<String> options, List<String> words)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (ignores(HUP) || ignores(INT)) {
      command.addAll(List.of("env", "--default-signal=HUP,INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Capstan.class.getName());
    command.addAll(words);
    return new ProcessBuilder(command)
        .directory(temporary.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /**
   * Whether a signal is ignored here, as Ctrl-C is in what a shell runs in the background: children
   * inherit it.
   */
  private static boolean ignores(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(
            line ->
                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1L << (signal - 1)) != 0);
  }

  private static Process start(Path log, List<String> words) throws IOException {
    return start(log, List.of(), words);
  }

  /** Waits for a text in a log, so that a stop comes while steps are done. */
  private static void await(Process process, Path log, String text) throws Exception {
    while (!Files.readString(log).contains(text)) {
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
      Thread.sleep(10);
    }
  }

  private static int status(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** All tensors, Adam's moments among them, to the last bit. */
  private static void assertSameAsUninterrupted(Path run) throws IOException {
    Checkpoint found = checkpoint(run);
    assertThat(found.tensors().keySet()).isEqualTo(uninterrupted.tensors().keySet());
    for (String name : found.tensors().keySet()) {
      Tensor expected = uninterrupted.tensors().get(name);
      assertThat(found.tensors().get(name).toArray()).as(name).containsExactly(expected.toArray());
    }
  }

  @Test
  void interruptedSavesAndSaysHowToGoOn() throws Exception {
    Path run = temporary.resolve("a run that's stopped");
    Path log = temporary.resolve("interrupted.log");
    Process process = start(log, framed(run));
    await(process, log, "20/1,500 images");
    new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();
    assertThat(status(process)).as(Files.readString(log)).isEqualTo(ExitStatus.INTERRUPTED);

    List<String> lines = Files.readAllLines(log);
    assertThat(lines.get(lines.size() - 2)).startsWith("stopped after step ").contains("saved");
    String command = lines.getLast().strip();
    assertThat(command).startsWith("capstan train --resume ");
    // A shell takes the command apart, as it does when a user pastes it.
    Path words = temporary.resolve("words");
    new ProcessBuilder("sh", "-c", "capstan() { printf '%s\\n' \"$@\"; }; " + command)
        .redirectOutput(words.toFile())
        .start()
        .waitFor();
    CommandRun resumed =
        CommandRun.of(Files.readAllLines(words).toArray(String[]::new)).succeeded();
    assertThat(resumed.out()).contains("resumed   after step ");
    assertSameAsUninterrupted(run);
  }

  @Test
  void killedBeforeItsFirstCheckpointBeginsAgain() throws Exception {
    Path run = temporary.resolve("killed early");
    Path log = temporary.resolve("early.log");
    Process process = start(log, framed(run));
    await(process, log, "20/1,500 images");
    process.destroyForcibly();
    status(process);
    assertThat(run.resolve("config.json")).exists();
    assertThat(run.resolve("checkpoint.safetensors")).doesNotExist();
    List<String> resume =
        List.of("train", "--resume=" + run, "--data=" + data, "--margin=1", "--threads=2");
    assertThat(CommandRun.of(resume, "--learning-rate=0.5").failed(ExitStatus.FAILED))
        .contains("config.json", "another configuration", "learning rate");
    assertThat(run.resolve("config.json")).exists();
    assertThat(CommandRun.of(resume).succeeded().out())
        .contains("was stopped before its first checkpoint: it begins again");
    assertSameAsUninterrupted(run);
    assertThat(Files.readAllLines(run.resolve("metrics.csv")))
        .hasSameSizeAs(
            Files.readAllLines(temporary.resolve("uninterrupted").resolve("metrics.csv")));
  }

  @Test
  void aClosedTerminalIsASignalToSave() throws Exception {
    Path run = temporary.resolve("hung up");
    Path log = temporary.resolve("hung-up.log");
    Process process = start(log, framed(run));
    await(process, log, "20/1,500 images");
    new ProcessBuilder("kill", "-HUP", "" + process.pid()).start().waitFor();
    assertThat(status(process)).as(Files.readString(log)).isEqualTo(ExitStatus.HUNG_UP);
    CommandRun.of("train", "--resume=" + run, "--data=" + data, "--margin=1").succeeded();
    assertSameAsUninterrupted(run);
  }

  @Test
  void killedAtARandomMomentGoesOnToTheSameBits() throws Exception {
    Path run = temporary.resolve("killed");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> words = framed(run);
    words.add("--save-steps=3");
    for (int kill = 0; kill < 2; kill++) {
      Path log = temporary.resolve("killed" + kill + ".log");
      Process process = start(log, words);
      await(process, log, "images, loss");
      while (!Files.exists(run.resolve("checkpoint.safetensors"))) {
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(1200));
      process.destroyForcibly();
      status(process);
      assertThat(checkpoint(run).verified()).as("seed %d", seed).isTrue();
      words =
          List.of(
              "train",
              "--resume",
              run.toString(),
              "--data",
              data.toString(),
              "--margin=1",
              "--threads=2",
              "--save-steps=3");
    }
    CommandRun.of(words.toArray(String[]::new)).succeeded();
    assertSameAsUninterrupted(run);
  }

  /** Its folder is gone, as a disk that is taken away: the one try ends with how to go on. */
  @Test
  void interruptedWhileItCannotBeSavedSaysHowToGoOn() throws Exception {
    Path run = temporary.resolve("unsaved");
    Path log = temporary.resolve("unsaved.log");
    List<String> words = framed(run);
    words.add("--save-steps=1");
    Process process = start(log, words);
    // At the second checkpoint the first is sure to be known.
    while (!Files.exists(run.resolve("checkpoint.previous.safetensors"))) {
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
      Thread.sleep(1);
    }
    Path away = temporary.resolve("unsaved for a while");
    Files.move(run, away);
    await(process, log, "saving is tried again");
    new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();
    assertThat(status(process)).as(Files.readString(log)).isEqualTo(ExitStatus.FAILED);
    List<String> lines = Files.readAllLines(log);
    assertThat(lines.getLast())
        .startsWith("capstan: " + run.resolve("checkpoint.safetensors") + ": cannot write: ")
        .contains("is not saved; the last good checkpoint, of step ")
        .contains("When ", " MiB can be written there again, go on with: capstan train --resume");
    assertThat(lines.stream().filter(line -> line.contains("saving is tried again"))).hasSize(1);
    Files.move(away, run);
    CommandRun.of("train", "--resume=" + run, "--data=" + data, "--margin=1").succeeded();
    assertSameAsUninterrupted(run);
  }

  @Test
  void tooLittleMemoryIsSaidBeforeTheFirstStep() throws Exception {
    Path log = temporary.resolve("memory.log");
    Path run = temporary.resolve("never");
    Process process =
        start(
            log,
            List.of("-Xmx600m"),
            List.of("train", "--data", data.toString(), "--run", run.toString()));
    assertThat(status(process)).isEqualTo(ExitStatus.FAILED);
    assertThat(Files.readString(log).lines().filter(line -> !line.startsWith("WARNING")))
        .singleElement()
        .asString()
        .containsPattern("needs about [0-9,]+ MiB of memory, Java may use [0-9]+ MiB")
        .contains("--batch", "-Xmx");
    assertThat(run).doesNotExist();
  }

  @Test
  void aFullDiskKeepsTheOldCheckpoint() throws Exception {
    Path disk = Files.createDirectory(temporary.resolve("disk"));
    assumeTrue(runs("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()));
    try {
      Path run = disk.resolve("run");
      CommandRun.of(CommandRun.smallTraining(data, run, 1), "--decay=constant").succeeded();
      byte[] before = Files.readAllBytes(run.resolve("checkpoint.safetensors"));
      fill(disk.resolve("filling"), before.length / 2);

      CommandRun more =
          CommandRun.of(
              "train",
              "--resume",
              run.toString(),
              "--data",
              data.toString(),
              "--epochs=2",
              "--threads=1");

      assertThat(more.failed(ExitStatus.FAILED))
          .contains(run.resolve("checkpoint.safetensors").toString(), "No space left");
      assertThat(Files.readAllBytes(run.resolve("checkpoint.safetensors"))).isEqualTo(before);
      CommandRun.of("evaluate", run.toString(), "--data", data.toString()).succeeded();
    } finally {
      assertThat(runs("umount", disk.toString())).isTrue();
    }
  }

  private static boolean runs(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  /** Leaves only so many bytes free, in whole pages. */
  private static void fill(Path file, int left) throws IOException {
    long free = Files.getFileStore(file.getParent()).getUsableSpace();
    Files.write(file, new byte[Math.toIntExact(free - left)]);
  }
}
