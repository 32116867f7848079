package capstan.mnist.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void createsAndReplaces() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, text("first, and longer"));
    assertThat(file).hasContent("first, and longer");
    AtomicFile.write(file, text("second"));
    assertThat(file).hasContent("second");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void theOldContentIsThereUntilTheNewIsWhole() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, text("old"));
    AtomicFile.write(
        file,
        channel -> {
          text("new").writeTo(channel);
          assertThat(file).hasContent("old");
        });
    assertThat(file).hasContent("new");
  }

  @Test
  void aFullDiskLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("checkpoint.safetensors");
    SafetensorsFile.write(file, SafetensorsBytes.smallCheckpoint());
    byte[] old = Files.readAllBytes(file);
    for (long room = 0; room < old.length; room += 11) {
      FullDisk disk = new FullDisk(room);
      assertThatThrownBy(
              () ->
                  AtomicFile.write(
                      file,
                      new SafetensorsWriter(SafetensorsBytes.smallCheckpoint()),
                      disk,
                      () -> {}))
          .isInstanceOf(IOException.class)
          .hasMessage(file + ": cannot write: No space left on device");
      assertThat(Files.readAllBytes(file)).isEqualTo(old);
      assertThat(names()).containsExactly("checkpoint.safetensors");
    }
    AtomicFile.write(
        file,
        new SafetensorsWriter(SafetensorsBytes.smallCheckpoint()),
        new FullDisk(old.length),
        () -> {});
    assertThat(Files.readAllBytes(file)).isEqualTo(old);
  }

  @Test
  void aFailureOfTheContentLeavesNothing() {
    Path file = folder.resolve("a.txt");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      throw new IllegalStateException("no content");
                    }))
        .hasMessage("no content");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusalsNameTheFileInOneLine() throws IOException {
    Path none = folder.resolve("none").resolve("a.txt");
    assertThatThrownBy(() -> AtomicFile.write(none, text("a")))
        .hasMessage(none + ": cannot write: no such file or folder");
    Path inFile = Files.writeString(folder.resolve("file"), "").resolve("a.txt");
    assertThatThrownBy(() -> AtomicFile.write(inFile, text("a")))
        .hasMessage(inFile + ": cannot write: it is not a folder");
    Path taken = Files.createDirectories(folder.resolve("taken").resolve("inner")).getParent();
    assertThatThrownBy(() -> AtomicFile.write(taken, text("a")))
        .hasMessageStartingWith(taken + ": cannot write: ")
        .hasMessageNotContaining("\n");
    assertThat(names()).containsExactly("file", "taken");
  }

  @Test
  void whatKilledProcessesLeftIsRemovedByTheNextWriter() throws IOException {
    long dead = deadProcess();
    long alive = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(1L);
    String sameNumberEarlier =
        ".a.txt." + ProcessHandle.current().pid() + "-0123456789abcdef-0.tmp";
    String ofTheDead = ".a.txt." + dead + "-0123456789abcdef-0.tmp";
    String ofTheLiving = ".a.txt." + alive + "-0123456789abcdef-0.tmp";
    String ofAnother = ".b.txt." + dead + "-0123456789abcdef-0.tmp";
    String ofTheUser = ".a.txt.mine.tmp";
    for (String name : List.of(sameNumberEarlier, ofTheDead, ofTheLiving, ofAnother, ofTheUser)) {
      Files.writeString(folder.resolve(name), "half");
    }
    AtomicFile.write(folder.resolve("a.txt"), text("whole"));
    assertThat(names()).containsExactlyInAnyOrder("a.txt", ofTheLiving, ofAnother, ofTheUser);

    AtomicFile.removeAllTemporaries(folder);
    assertThat(names()).containsExactlyInAnyOrder("a.txt", ofTheUser);
  }

  private static long deadProcess() throws IOException {
    Process process = new ProcessBuilder(ChildJvm.java(), "-version").start();
    process.destroyForcibly();
    process.onExit().join();
    return process.pid();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static AtomicFile.Content text(String text) {
    return channel ->
        FullWrite.write(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
