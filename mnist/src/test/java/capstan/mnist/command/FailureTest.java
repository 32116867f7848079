package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.Checksums;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.exit.FailureReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Everything that can go wrong ends in one line and the right status. */
class FailureTest {
  @TempDir Path temporary;

  private Path data;
  private Path run;

  @BeforeEach
  void layOut() throws IOException {
    data = DrawnFolder.write(temporary.resolve("data"), 40, 20);
    run = temporary.resolve("run");
  }

  private String trainingFails(String... options) {
    return CommandRun.of(CommandRun.smallTraining(data, run, 2), options).failed(ExitStatus.FAILED);
  }

  @Test
  void noSuchFolder() {
    Path nowhere = temporary.resolve("nowhere");
    assertThat(
            CommandRun.of("train", "--data", nowhere.toString(), "--run", run.toString())
                .failed(ExitStatus.FAILED))
        .contains(nowhere.toString(), "no such folder");
    assertThat(run).doesNotExist();
  }

  @Test
  void truncatedGzip() throws IOException {
    Path images = data.resolve("train-images-idx3-ubyte");
    byte[] plain = Files.readAllBytes(images);
    Path zipped = data.resolve("train-images-idx3-ubyte.gz");
    try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(plain);
    }
    byte[] whole = Files.readAllBytes(zipped);
    Files.write(zipped, Arrays.copyOf(whole, whole.length / 2));
    Files.delete(images);
    assertThat(trainingFails()).contains(zipped.toString());
    assertThat(run).doesNotExist();
  }

  @Test
  void labelsForImages() throws IOException {
    Path images = data.resolve("train-images-idx3-ubyte");
    Files.copy(
        data.resolve("train-labels-idx1-ubyte"),
        images,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(trainingFails()).contains(images.toString(), "labels");
  }

  @Test
  void aTextFileAsCheckpoint() throws IOException {
    Path text = Files.writeString(temporary.resolve("notes.txt"), "These are some notes.\n");
    assertThat(CommandRun.of("evaluate", text.toString()).failed(ExitStatus.FAILED))
        .contains(text.toString());
  }

  @Test
  void noSuchRun() {
    assertThat(CommandRun.of("train", "--resume", run.toString()).failed(ExitStatus.FAILED))
        .contains(run.toString(), "no such run folder");
    assertThat(CommandRun.of("evaluate", run.toString()).failed(ExitStatus.FAILED))
        .contains(run.toString());
  }

  @Test
  void moreMemoryThanThereIs() {
    assertThat(
            CommandRun.of(
                    "train", "--data", data.toString(), "--run", run.toString(), "--batch=65536")
                .failed(ExitStatus.FAILED))
        .contains("needs about", "MiB", "Java may use", "--batch", "-Xmx");
    assertThat(run).doesNotExist();
  }

  @Test
  void moreHeldOutThanThereIs() {
    assertThat(trainingFails("--validation=40")).contains("validation", "40");
    assertThat(run).doesNotExist();
  }

  @Test
  void divergenceNamesStepAndLayerAndKeepsTheLastGoodCheckpoint() throws IOException {
    CommandRun.of(CommandRun.smallTraining(data, run, 1), "--decay=constant").succeeded();
    Path checkpoint = run.resolve("checkpoint.safetensors");
    byte[] before = Files.readAllBytes(checkpoint);

    Path wild = temporary.resolve("wild");
    assertThat(
            CommandRun.of(CommandRun.smallTraining(data, wild, 5), "--initial-w=normal:1e30")
                .failed(ExitStatus.FAILED))
        .contains("diverged at step", "lower learning rate", "no checkpoint was saved before");
    assertThat(wild).doesNotExist();

    assertThat(Files.readAllBytes(checkpoint)).isEqualTo(before);
    SafetensorsFile.read(checkpoint, Checksums.REQUIRED);
  }

  @Test
  void pairsThatFailLeaveNoFolderEither() {
    List<String> words =
        List.of("experiment", "multimnist", "--data=" + data, "--out=" + run, "--pairs=40");
    assertThat(CommandRun.of(words, "--batch=65536").failed(ExitStatus.FAILED))
        .contains("needs about", "--batch");
    assertThat(run).doesNotExist();
    List<String> small = new ArrayList<>(words);
    small.addAll(CommandRun.SMALL);
    small.add("--batch=5");
    CommandRun diverged = CommandRun.of(small, "--initial-w=normal:1e30");
    assertThat(diverged.failed(ExitStatus.FAILED)).contains("diverged", "no checkpoint was saved");
    assertThat(run).doesNotExist();
    CommandRun.of(small).succeeded();
    assertThat(run.resolve("checkpoint.safetensors")).exists();
  }

  private static CommandRun reported(Exception failure, boolean trace) {
    StringWriter err = new StringWriter();
    CommandLine command = Capstan.commandLine().setErr(new PrintWriter(err));
    int status = new FailureReport(trace).handleExecutionException(failure, command, null);
    return new CommandRun(status, "", err.toString());
  }

  @Test
  void theUnexpectedIsOneLineThatTellsHowToSeeMore() {
    String text = reported(new IllegalStateException("two\nlines"), false).err();
    assertThat(text.lines()).hasSize(1);
    assertThat(text).startsWith("capstan: unexpected").contains("two lines", "CAPSTAN_TRACE=1");
    assertThat(reported(new IllegalStateException("two\nlines"), true).err())
        .contains("\tat " + FailureTest.class.getName());
  }

  @Test
  void platformFailuresGetWords() {
    assertThat(reported(new NoSuchFileException("there"), false).failed(ExitStatus.FAILED))
        .isEqualTo("capstan: there: no such file or folder");
  }

  @Test
  void outOfMemoryTellsWhatHelps() {
    StringWriter err = new StringWriter();
    CommandLine command = Capstan.commandLine().setErr(new PrintWriter(err));
    new FailureReport(false).handleError(new OutOfMemoryError("heap"), command);
    assertThat(err.toString()).contains("out of memory", "MiB", "-Xmx", "--batch");
  }
}
