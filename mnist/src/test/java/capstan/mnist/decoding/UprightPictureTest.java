package capstan.mnist.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
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
}
