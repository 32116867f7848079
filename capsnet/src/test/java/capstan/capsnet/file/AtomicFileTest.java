package capstan.capsnet.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.ElementType;
import capstan.capsnet.checkpoint.FullDisk;
import capstan.capsnet.checkpoint.SafetensorsBytes;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
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
                      new SafetensorsWriter(SafetensorsBytes.smallCheckpoint(), ElementType.F32),
                      disk,
                      () -> {}))
          .isInstanceOf(IOException.class)
          .hasMessage(file + ": cannot write: No space left on device");
      assertThat(Files.readAllBytes(file)).isEqualTo(old);
      assertThat(names()).containsExactly("checkpoint.safetensors");
    }
    AtomicFile.write(
        file,
        new SafetensorsWriter(SafetensorsBytes.smallCheckpoint(), ElementType.F32),
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
    String left = ".a.txt.0123456789abcdef-0.tmp";
    String ofAnEarlierVersion = ".a.txt.1-0123456789abcdef-0.tmp";
    String ofAnother = ".b.txt.0123456789abcdef-0.tmp";
    String ofTheUser = ".a.txt.mine.tmp";
    for (String name : List.of(left, ofAnEarlierVersion, ofAnother, ofTheUser)) {
      Files.writeString(folder.resolve(name), "half");
    }
    AtomicFile.write(folder.resolve("a.txt"), text("whole"));
    assertThat(names()).containsExactlyInAnyOrder("a.txt", ofAnother, ofTheUser);

    AtomicFile.removeStaleTemporaries(folder, _ -> true);
    assertThat(names()).containsExactlyInAnyOrder("a.txt", ofTheUser);
  }

  /** Whatever number their processes have: in containers they may have the same. */
  @Test
  void whatAnotherIsWritingStays() throws IOException {
    Path theirs = folder.resolve(".a.txt.0123456789abcdef-0.tmp");
    try (FileChannel writing = AtomicFile.NEW_FILE.open(theirs)) {
      writing.lock();
      AtomicFile.write(folder.resolve("a.txt"), text("ours"));
      AtomicFile.removeStaleTemporaries(folder, _ -> true);
      assertThat(theirs).exists();
    }
    AtomicFile.write(folder.resolve("a.txt"), text("ours again"));
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void aFileIsLockedWhileItIsWritten() throws IOException {
    AtomicFile.write(
        folder.resolve("a.txt"),
        channel -> {
          Path temporary = folder.resolve(names().getFirst());
          try (FileChannel other = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            assertThatThrownBy(other::tryLock).isInstanceOf(OverlappingFileLockException.class);
          }
        });
  }

  @Test
  void whatIsRemovedBeforeItIsLockedIsWrittenAnew() throws IOException {
    List<Path> opened = new ArrayList<>();
    AtomicFile.write(
        folder.resolve("a.txt"),
        text("whole"),
        file -> {
          FileChannel channel = AtomicFile.NEW_FILE.open(file);
          if (opened.isEmpty()) {
            Files.delete(file);
          }
          opened.add(file);
          return channel;
        },
        () -> {});
    assertThat(opened).hasSize(2);
    assertThat(names()).containsExactly("a.txt");
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

  @Test
  void whatCannotBeWrittenIsFoundBeforehandAndNothingIsLeft() throws IOException {
    AtomicFile.requireWritable(folder);
    AtomicFile.requireWritable(folder.resolve("new.txt"));
    assertThat(folder).isEmptyDirectory();
    Path nowhere = folder.resolve("none/new.txt");
    assertThatThrownBy(() -> AtomicFile.requireWritable(nowhere))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(nowhere + ": cannot write: ");
  }
}
