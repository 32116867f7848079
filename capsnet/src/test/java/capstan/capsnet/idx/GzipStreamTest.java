package capstan.capsnet.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

/** What {@code gunzip} unpacks without complaint is read, and nothing else. */
class GzipStreamTest {
  private static byte[] member(String text) {
    return Idx.gzip(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static String text(byte... gzip) throws IOException {
    try (GzipStream stream = new GzipStream(new ByteArrayInputStream(gzip))) {
      return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static void refuses(byte[] gzip, String reason) {
    assertThatThrownBy(() -> text(gzip))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void membersFollowEachOther() throws IOException {
    assertThat(text(join(member("one "), member("two "), member("three"))))
        .isEqualTo("one two three");
    assertThat(text(join(member(""), member("one"), member("")))).isEqualTo("one");
  }

  /** Blocks as bgzip writes them: an extra field with the block's length, and an empty last one. */
  @Test
  void blocksAreMembers() throws IOException {
    assertThat(text(join(block("one "), block("two"), block("")))).isEqualTo("one two");
  }

  private static byte[] block(String text) {
    byte[] plain = member(text);
    byte[] extra = {6, 0, 'B', 'C', 2, 0, (byte) (plain.length + 7), 0};
    byte[] header = Arrays.copyOf(plain, 10);
    header[3] = 4;
    return join(header, extra, Arrays.copyOfRange(plain, 10, plain.length));
  }

  @Test
  void zerosMayFillTheLastBlock() throws IOException {
    for (int zeros : new int[] {1, 2, 500, 200_000}) {
      assertThat(text(join(member("one"), new byte[zeros]))).isEqualTo("one");
    }
    byte[] behind = new byte[1000];
    behind[999] = 1;
    refuses(join(member("one"), behind), "bytes after the end");
    refuses(join(member("one"), new byte[3], member("two")), "bytes after the end");
    refuses(new byte[512], "no gzip header");
  }

  @Test
  void whatFollowsAndIsNoMemberIsRefused() {
    refuses(join(member("one"), new byte[] {7}), "bytes after the end");
    refuses(join(member("one"), new byte[] {0x1f, 7, 7, 7}), "bytes after the end");
    byte[] two = join(member("one"), member("two"));
    for (int length = member("one").length + 1; length < two.length; length++) {
      byte[] cut = Arrays.copyOf(two, length);
      assertThatThrownBy(() -> text(cut)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void everyMembersChecksumCounts() {
    for (byte[] wrong : new byte[][] {member("one"), member("two")}) {
      wrong[wrong.length - 6] ^= 1;
      refuses(join(member("one"), wrong, member("two")), "checksum or length differs");
    }
  }

  @Test
  void theHeadersChecksumCounts() throws IOException {
    byte[] plain = member("one");
    byte[] header = Arrays.copyOf(plain, 10);
    header[3] = 2;
    CRC32 crc = new CRC32();
    crc.update(header);
    byte[] checksum = {(byte) crc.getValue(), (byte) (crc.getValue() >>> 8)};
    byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
    byte[] right = join(header, checksum, rest);
    assertThat(text(join(right, right))).isEqualTo("oneone");
    checksum[1]++;
    assertThatThrownBy(() -> text(join(right, header, checksum, rest)))
        .isInstanceOf(ZipException.class)
        .hasMessageContaining("header");
  }
}
