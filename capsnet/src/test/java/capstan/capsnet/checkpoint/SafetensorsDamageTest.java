package capstan.capsnet.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No byte of a checkpoint can change, go or come without being found and its place named. */
class SafetensorsDamageTest {
  @TempDir Path folder;
  private Path file;
  private byte[] whole;
  private int dataStart;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("checkpoint.safetensors");
    SafetensorsFile.write(file, SafetensorsBytes.smallCheckpoint());
    whole = Files.readAllBytes(file);
    dataStart = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  @Test
  void everyDamagedByteIsFoundAndItsPlaceNamed() throws IOException {
    for (int place = 0; place < whole.length; place++) {
      byte[] damaged = whole.clone();
      for (int flip : new int[] {0x20, (place * 37 % 255) + 1}) {
        damaged[place] = (byte) (whole[place] ^ flip);
        Files.write(file, damaged);
        for (Checksums checksums : Checksums.values()) {
          String message = refusal(checksums, "byte " + place + " ^ " + flip);
          if (place >= dataStart) {
            assertThat(message).contains(tensorAt(place - dataStart)).contains("expected");
          } else if (checksums == Checksums.REQUIRED) {
            assertThat(message).startsWith(file + ": header: ");
          }
        }
      }
    }
  }

  @Test
  void bothChecksumsAreInTheMessage() throws IOException {
    byte[] damaged = whole.clone();
    damaged[whole.length - 1] ^= 1;
    Files.write(file, damaged);
    assertThat(refusal(Checksums.REQUIRED, "last byte"))
        .matches(
            ".*: tensor adam\\.m\\.conv1\\.weight: damaged: checksum [0-9a-f]{8}, expected"
                + " [0-9a-f]{8}");
  }

  @Test
  void everyTruncationIsFound() throws IOException {
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      refusal(Checksums.IF_PRESENT, "cut to " + length);
    }
  }

  @Test
  void bytesAfterTheEndAreFound() throws IOException {
    for (int extra = 1; extra < 10; extra++) {
      Files.write(file, Arrays.copyOf(whole, whole.length + extra));
      assertThat(refusal(Checksums.IF_PRESENT, "+" + extra)).contains("bytes after the end");
    }
  }

  @Test
  void undamagedItLoads() throws IOException {
    assertThat(SafetensorsFile.read(file, Checksums.REQUIRED).tensors()).hasSize(4);
    Files.delete(file);
    assertThatThrownBy(() -> SafetensorsFile.read(file, Checksums.REQUIRED))
        .hasMessage(file + ": no such file");
  }

  private String refusal(Checksums checksums, String what) throws IOException {
    try {
      SafetensorsFile.read(file, checksums);
    } catch (InvalidCheckpointException refusal) {
      assertThat(refusal.getMessage()).startsWith(file + ": ").doesNotContain("\n");
      return refusal.getMessage();
    }
    return fail("not found: " + what + ", " + checksums);
  }

  private static String tensorAt(int offset) {
    return offset < 32 ? "tensor conv1.weight" : offset < 36 ? "tensor scalar" : "tensor adam.m.";
  }
}
