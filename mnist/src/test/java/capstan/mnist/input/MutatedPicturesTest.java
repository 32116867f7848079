package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.InvalidDataException;
import capstan.mnist.decoding.SamplePictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged pictures of every format: refused in one line, or read, and nothing else. {@code
 * -Dcapstan.mutations=300} tries that many of each file and prints what became of them.
 */
class MutatedPicturesTest {
  private static final int TRIES = Integer.getInteger("capstan.mutations", 0);
  private static final int FEW = 25;

  @TempDir Path folder;

  private static Map<String, byte[]> samples() throws IOException {
    Map<String, byte[]> samples = new LinkedHashMap<>(SamplePictures.exact());
    samples.putAll(SamplePictures.near());
    samples.put("webp alpha", SamplePictures.webpWithAlpha());
    return samples;
  }

  /** Of what became of the files of a format. */
  private static final class Outcomes {
    int refused;
    int same;
    int different;
    double slowest;

    @Override
    public String toString() {
      return "refused %d, the same %d, different %d, slowest %.2f s"
          .formatted(refused, same, different, slowest);
    }
  }

  /** Null if it is refused. */
  private byte[] read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("picture"), bytes);
    try {
      PicturePixels picture = PicturePixels.read(file);
      byte[] pixels = new byte[picture.height() * picture.width() * 3];
      picture.copy(3, pixels, 0);
      return pixels;
    } catch (InvalidDataException e) {
      assertThat(e).hasMessageStartingWith(file.toString()).hasMessageContaining("expected");
      assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("null");
      return null;
    }
  }

  @Test
  void areReadOrRefused() throws IOException {
    Map<String, Outcomes> formats = new TreeMap<>();
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      byte[] whole = read(sample.getValue());
      Outcomes outcomes = formats.computeIfAbsent(sample.getKey(), name -> new Outcomes());
      Random random = new Random(sample.getKey().hashCode());
      for (int i = 0; i < Math.max(FEW, TRIES); i++) {
        byte[] mutated = MutatedFilesTest.mutate(sample.getValue(), random);
        long start = System.nanoTime();
        byte[] found = read(mutated);
        outcomes.slowest = Math.max(outcomes.slowest, (System.nanoTime() - start) * 1e-9);
        if (found == null) {
          outcomes.refused++;
        } else if (Arrays.equals(found, whole)) {
          outcomes.same++;
        } else {
          outcomes.different++;
        }
      }
    }
    if (TRIES > 0) {
      formats.forEach((format, outcomes) -> System.out.println(format + ": " + outcomes));
    }
    formats.forEach(
        (format, outcomes) -> {
          if (format.startsWith("png")) {
            assertThat(outcomes.different).as(format).isZero();
          }
        });
  }

  @Test
  void areRefusedWhereverTheyAreCut() throws IOException {
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      byte[] whole = sample.getValue();
      // A number in a text that loses its last digit is a number still.
      int most = whole.length - (sample.getKey().endsWith("text") ? 4 : 1);
      for (int length = most; length > 0; length -= 1 + whole.length / 80) {
        assertThat(read(Arrays.copyOf(whole, length)))
            .as("%s cut to %d of %d", sample.getKey(), length, whole.length)
            .isNull();
      }
    }
  }
}
