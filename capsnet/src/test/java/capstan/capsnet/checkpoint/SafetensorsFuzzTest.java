package capstan.capsnet.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a file holds, reading it gives a checkpoint or one line: nothing else, and soon. */
class SafetensorsFuzzTest {
  private static Path folder;
  private static byte[] own;
  private static byte[] foreign;

  /**
   * One change to a file.
   *
   * @param kind which
   * @param place where, as a part of the length
   * @param length how many bytes
   * @param value what to write
   */
  record Mutation(Kind kind, double place, int length, long value) {
    enum Kind {
      FLIP,
      OVERWRITE,
      REMOVE,
      INSERT,
      REPEAT,
      CUT,
      HEADER_LENGTH,
      DIGIT,
      BRACKETS
    }

    byte[] apply(byte[] file) {
      if (file.length == 0) {
        return file;
      }
      int at = (int) (place * (file.length - 1));
      int end = Math.min(file.length, at + length);
      byte[] copy = file.clone();
      switch (kind) {
        case FLIP -> copy[at] ^= (byte) (1 << (value & 7));
        case OVERWRITE -> Arrays.fill(copy, at, end, (byte) value);
        case REMOVE -> {
          return splice(file, at, end, new byte[0]);
        }
        case INSERT -> {
          byte[] inserted = new byte[length];
          Arrays.fill(inserted, (byte) value);
          return splice(file, at, at, inserted);
        }
        case REPEAT -> {
          return splice(file, at, at, Arrays.copyOfRange(file, at, end));
        }
        case CUT -> {
          return Arrays.copyOf(file, at);
        }
        case HEADER_LENGTH -> {
          for (int i = 0; i < Math.min(8, copy.length); i++) {
            copy[i] = (byte) (value >> (8 * i));
          }
        }
        case DIGIT -> {
          int digit = at;
          while (digit < copy.length - 1 && !(copy[digit] >= '0' && copy[digit] <= '9')) {
            digit++;
          }
          copy[digit] = (byte) ('0' + (value & 7));
        }
        case BRACKETS -> {
          byte[] brackets = new byte[length * 20];
          Arrays.fill(brackets, (byte) ((value & 1) == 0 ? '[' : '{'));
          return splice(file, at, at, brackets);
        }
      }
      return copy;
    }

    private static byte[] splice(byte[] file, int from, int to, byte[] middle) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(file, 0, from);
      bytes.writeBytes(middle);
      bytes.write(file, to, file.length - to);
      return bytes.toByteArray();
    }
  }

  @BeforeContainer
  static void write() throws IOException {
    folder = Files.createTempDirectory("safetensors");
    Path file = folder.resolve("base");
    SafetensorsFile.write(file, SafetensorsBytes.smallCheckpoint());
    own = Files.readAllBytes(file);
    foreign =
        SafetensorsBytes.file(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                + "\"b\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[16,24]},"
                + "\"c\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[24,32]}}",
            new byte[32]);
  }

  @AfterContainer
  static void remove() throws IOException {
    Files.deleteIfExists(folder.resolve("base"));
    Files.deleteIfExists(folder.resolve("mutated"));
    Files.delete(folder);
  }

  @Provide
  Arbitrary<Mutation> mutations() {
    return Combinators.combine(
            Arbitraries.of(Mutation.Kind.values()),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.integers().between(1, 100),
            Arbitraries.longs())
        .as(Mutation::new);
  }

  @Provide
  Arbitrary<List<Mutation>> severalMutations() {
    return mutations().list().ofMinSize(1).ofMaxSize(4);
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED)
  void mutatedCheckpointsAreRefused(@ForAll("severalMutations") List<Mutation> mutations)
      throws IOException {
    byte[] mutated = mutate(own, mutations);
    for (Checksums checksums : Checksums.values()) {
      assertThat(loads(mutated, checksums)).isEqualTo(Arrays.equals(mutated, own));
    }
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED)
  void mutatedFilesOfOthersLoadOrAreRefused(@ForAll("severalMutations") List<Mutation> mutations)
      throws IOException {
    byte[] mutated = mutate(foreign, mutations);
    loads(mutated, Checksums.IF_PRESENT);
    assertThat(loads(mutated, Checksums.REQUIRED)).isFalse();
  }

  @Property(tries = 500)
  void anyBytesAreRefusedOrLoad(@ForAll byte[] bytes) throws IOException {
    loads(bytes, Checksums.IF_PRESENT);
    loads(
        SafetensorsBytes.file(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)),
        Checksums.IF_PRESENT);
  }

  private static byte[] mutate(byte[] base, List<Mutation> mutations) {
    byte[] mutated = base;
    for (Mutation mutation : mutations) {
      mutated = mutation.apply(mutated);
    }
    return mutated;
  }

  /** Any exception but the one meant for it fails the test. */
  private static boolean loads(byte[] bytes, Checksums checksums) throws IOException {
    Path file = folder.resolve("mutated");
    Files.write(file, bytes);
    try {
      SafetensorsFile.read(file, checksums);
      return true;
    } catch (InvalidCheckpointException refusal) {
      assertThat(refusal.getMessage()).startsWith(file + ": ").doesNotContainPattern("\\p{Cntrl}");
      assertThat(refusal.getMessage().length()).isLessThan(1_000);
      return false;
    }
  }
}
