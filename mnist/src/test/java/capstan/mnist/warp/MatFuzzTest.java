package capstan.mnist.warp;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a MATLAB file holds, reading it gives images or one line: nothing else, soon, and in
 * little memory. {@code -Dcapstan.fuzz.inputs=10000} tries more files than a build does.
 */
class MatFuzzTest {
  private static final int INPUTS = Integer.getInteger("capstan.fuzz.inputs", 600);
  private static final double SLOWEST_SECONDS = 10;

  /** Numbers that lengths, types and dimensions are replaced by. */
  private static final int[] NUMBERS = {
    0,
    1,
    2,
    4,
    5,
    6,
    7,
    8,
    9,
    14,
    15,
    16,
    1 << 16,
    1 << 20,
    1 << 30,
    -1,
    -8,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    2_000_000_000
  };

  @TempDir Path temporary;

  @Test
  void everyFileIsReadOrRefusedSoon() throws IOException {
    int refused = 0;
    for (int input = 0; input < INPUTS; input++) {
      byte[] bytes = file(new Random(input));
      long begun = processorTime();
      refused += reads(input, bytes) ? 0 : 1;
      double seconds = (processorTime() - begun) / 1e9;
      assertThat(seconds).as("processor's seconds for input %d", input).isLessThan(SLOWEST_SECONDS);
    }
    assertThat(refused).isGreaterThan(INPUTS / 2);
  }

  /** Not the clock's, since others may keep the processor busy. */
  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private boolean reads(int input, byte[] bytes) throws IOException {
    Path file = Files.write(temporary.resolve("fuzz.mat"), bytes);
    try {
      AffNistFiles.open(file);
      return true;
    } catch (InvalidDataException refusal) {
      assertThat(refusal.getMessage())
          .as("input %d", input)
          .startsWith(file + ": ")
          .doesNotContainPattern("\\p{Cntrl}")
          .hasSizeLessThan(1_000);
      return false;
    }
  }

  /** A good structure, damaged before it is packed, after it, or both; now and then a bomb. */
  private static byte[] file(Random random) {
    MatFileBytes mat =
        new MatFileBytes(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    byte[] image = mat.numbers("", 2, 9, 4, 6, new byte[24]);
    byte[] label = mat.numbers("", 2, 9, 1, 6, new byte[6]);
    byte[] structure = mat.affNistStructure(image, label);
    for (int change = random.nextInt(4); change > 0; change--) {
      structure = changed(mat, structure, random);
    }
    if (random.nextInt(100) == 0) {
      structure = Arrays.copyOf(structure, 1 << (16 + random.nextInt(8)));
      int place = 4 + 8 * random.nextInt(8);
      ByteBuffer.wrap(structure).order(mat.order()).putInt(place, structure.length - place - 4);
    }
    int packed = random.nextInt(10) == 0 ? random.nextInt(structure.length) : structure.length;
    byte[] dictionary = random.nextInt(10) == 0 ? new byte[] {9, 14, 0} : null;
    byte[] element = random.nextInt(3) == 0 ? structure : mat.packed(structure, packed, dictionary);
    byte[] file = mat.file(element);
    for (int change = random.nextInt(3); change > 0; change--) {
      file = changed(mat, file, random);
    }
    return file;
  }

  private static byte[] changed(MatFileBytes mat, byte[] bytes, Random random) {
    if (bytes.length <= 8) {
      return bytes;
    }
    int place = random.nextInt(bytes.length - 8);
    byte[] changed = bytes.clone();
    switch (random.nextInt(6)) {
      case 0 -> changed[place] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed[place] = (byte) random.nextInt();
      case 2 -> {
        int number = NUMBERS[random.nextInt(NUMBERS.length)];
        ByteBuffer.wrap(changed).order(mat.order()).putInt(place / 4 * 4, number);
      }
      case 3 -> {
        return Arrays.copyOf(bytes, place);
      }
      case 4 -> {
        return MatFileBytes.joined(
            Arrays.copyOf(bytes, place), Arrays.copyOfRange(bytes, place / 2, bytes.length));
      }
      default -> {
        byte[] more = new byte[random.nextInt(64)];
        random.nextBytes(more);
        return MatFileBytes.joined(
            Arrays.copyOf(bytes, place), more, Arrays.copyOfRange(bytes, place, bytes.length));
      }
    }
    return changed;
  }
}
