package capstan.mnist.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UprightPictureTest {
  /** Rows "ab", "cd", "ef", as EXIF 2.3, tag 274, tells where they belong. */
  @ParameterizedTest
  @CsvSource({
    "1,ab cd ef",
    "2,ba dc fe",
    "3,fe dc ba",
    "4,ef cd ab",
    "5,ace bdf",
    "6,eca fdb",
    "7,fdb eca",
    "8,bdf ace"
  })
  void everyOrientationIsUndone(int orientation, String rows) {
    BufferedImage stored = new BufferedImage(2, 3, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 6; i++) {
      stored.getRaster().setSample(i % 2, i / 2, 0, 'a' + i);
    }
    BufferedImage seen = UprightPicture.turned(stored, orientation);
    StringBuilder found = new StringBuilder();
    for (int y = 0; y < seen.getHeight(); y++) {
      found.append(y == 0 ? "" : " ");
      for (int x = 0; x < seen.getWidth(); x++) {
        found.append((char) seen.getRaster().getSample(x, y, 0));
      }
    }
    assertThat(found).hasToString(rows);
    assertThat(seen.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
  }

  /** A JPEG whose right half is white, with an EXIF segment of one entry after its first marker. */
  private static BufferedImage photograph(int orientation) throws IOException {
    BufferedImage picture = new BufferedImage(64, 32, BufferedImage.TYPE_BYTE_GRAY);
    picture.createGraphics().fillRect(32, 0, 32, 32);
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(picture, "jpg", jpeg);
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xffe1).putShort((short) 34).put(new byte[] {'E', 'x', 'i', 'f', 0, 0});
    exif.put(new byte[] {'M', 'M', 0, 42}).putInt(8).putShort((short) 1);
    exif.putShort((short) 274).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0).putInt(0);
    byte[] bytes = jpeg.toByteArray();
    ByteBuffer whole = ByteBuffer.allocate(bytes.length + exif.position());
    whole.put(bytes, 0, 2).put(exif.array(), 0, exif.position()).put(bytes, 2, bytes.length - 2);
    return JpegDecoder.decode(whole.array(), new PictureBounds(2048, false));
  }

  @Test
  void photographsAreTurnedAsTheirCameraWasHeld() throws IOException {
    BufferedImage seen = photograph(6);
    assertThat(seen.getWidth()).isEqualTo(32);
    assertThat(seen.getHeight()).isEqualTo(64);
    // Clockwise by a quarter: the right half, white, is below.
    assertThat(seen.getRaster().getSample(16, 16, 0)).isLessThan(20);
    assertThat(seen.getRaster().getSample(16, 48, 0)).isGreaterThan(235);
    assertThat(photograph(1).getWidth()).isEqualTo(64);
    assertThat(photograph(99).getWidth()).isEqualTo(64);
  }

  /** EXIF of one entry: a quarter clockwise, as a little-endian camera writes it. */
  private static final String EXIF = "49492a0008000000010012010300010000000600000000000000";

  private static void isTurned(byte[] file) throws IOException {
    BufferedImage seen = Decoding.of(file);
    assertThat(seen.getWidth()).isEqualTo(SamplePictures.HEIGHT);
    assertThat(Decoding.level(seen, 2, 5)).isCloseTo(SamplePictures.level(5, 9), within(25));
  }

  @Test
  void everyFormatThatCanTellIsHeard() throws IOException {
    byte[] exif = HexFormat.of().parseHex(EXIF);
    byte[] png = SamplePictures.exact().get("png 8");
    isTurned(SamePixelsTest.withChunk(png, "eXIf", exif));
    byte[] text =
        ("Raw profile type exif\0\nexif\n      32\n457869660000\n" + EXIF + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    isTurned(SamePixelsTest.withChunk(png, "tEXt", text));
    Deflater deflater = new Deflater();
    deflater.setInput(text, 22, text.length - 22);
    deflater.finish();
    byte[] packed = Arrays.copyOf(text, 23 + 200);
    int length = deflater.deflate(packed, 23, 200);
    packed[22] = 0;
    deflater.end();
    isTurned(SamePixelsTest.withChunk(png, "zTXt", Arrays.copyOf(packed, 23 + length)));
    isTurned(
        new SamplePictures.Tiff(ByteOrder.BIG_ENDIAN, 8)
            .with(274, 6)
            .of(SamplePictures::level, 1, 1));
    isTurned(webp(EXIF));
    isTurned(webp("457869660000" + EXIF));
  }

  private static byte[] webp(String exif) throws IOException {
    byte[] data = HexFormat.of().parseHex(exif);
    byte[] webp = SamplePictures.exact().get("webp lossless");
    ByteBuffer whole = ByteBuffer.allocate(webp.length + 8 + data.length);
    whole.order(ByteOrder.LITTLE_ENDIAN).put(webp);
    whole.put("EXIF".getBytes(StandardCharsets.US_ASCII));
    whole.putInt(data.length).put(data).putInt(4, whole.limit() - 8);
    return whole.array();
  }

  @Test
  void exifThatEndsAtOnceLeavesAPictureAsItIs() throws IOException {
    byte[] name = "Raw profile type exif\0".getBytes(StandardCharsets.US_ASCII);
    byte[] png = SamplePictures.exact().get("png 8");
    for (byte[] file :
        List.of(SamePixelsTest.withChunk(png, "zTXt", name), webp(""), webp("4578"))) {
      assertThat(Decoding.of(file).getWidth()).isEqualTo(SamplePictures.WIDTH);
    }
  }
}
