package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.idx.MnistFolder;
import capstan.capsnet.idx.RealMnist;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandwrittenPictureTest {
  private static final int DIGITS = 5;

  @TempDir Path folder;
  private final ImageSet digits = digits();

  /** Real ones where there are any. */
  private static ImageSet digits() {
    try {
      return RealMnist.folder().isPresent()
          ? MnistFolder.read(RealMnist.folder().orElseThrow()).test().first(DIGITS)
          : DrawnDigits.dataset(1, DIGITS, 1, 1).test();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void givesBackDigitsOfMnistAsTheyAre() throws IOException {
    for (int digit = 0; digit < DIGITS; digit++) {
      BufferedImage grey = blank(28, 28, BufferedImage.TYPE_BYTE_GRAY, Color.BLACK);
      draw(grey, digit, 1, 0, 0, 255);
      assertThat(difference(read(grey, "png"), digit)).isLessThan(2.5);
    }
  }

  @Test
  void findsDigitsAnywhereInALargerPicture() throws IOException {
    for (int digit = 0; digit < DIGITS; digit++) {
      BufferedImage grey = blank(610, 450, BufferedImage.TYPE_BYTE_GRAY, Color.BLACK);
      draw(grey, digit, 10, 300, 20, 255);
      assertThat(difference(read(grey, "png"), digit)).isLessThan(2.5);
    }
  }

  @Test
  void readsEitherPolarityAndEveryKindOfPixel() throws IOException {
    int[] types = {
      BufferedImage.TYPE_BYTE_GRAY,
      BufferedImage.TYPE_USHORT_GRAY,
      BufferedImage.TYPE_INT_RGB,
      BufferedImage.TYPE_INT_ARGB,
      BufferedImage.TYPE_BYTE_INDEXED
    };
    for (int type : types) {
      for (int digit = 0; digit < DIGITS; digit++) {
        BufferedImage dark = blank(140, 120, type, Color.WHITE);
        draw(dark, digit, 3, 40, 30, 0);
        assertThat(difference(read(dark, "png"), digit)).as("type %d", type).isLessThan(6);
      }
    }
  }

  @Test
  void readsInkOfEitherColourOnATransparentGround() throws IOException {
    for (int ink : new int[] {0, 255}) {
      for (int digit = 0; digit < DIGITS; digit++) {
        BufferedImage clear = new BufferedImage(200, 200, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 140; y++) {
          for (int x = 0; x < 140; x++) {
            int alpha = digits.pixel(digit, y / 5, x / 5, 0);
            clear.setRGB(x + 20, y + 50, alpha << 24 | ink << 16 | ink << 8 | ink);
          }
        }
        assertThat(difference(read(clear, "png"), digit)).isLessThan(2.5);
      }
    }
  }

  @Test
  void readsJpegOnGreyUnevenPaper() throws IOException {
    for (int digit = 0; digit < DIGITS; digit++) {
      BufferedImage photo = blank(400, 400, BufferedImage.TYPE_INT_RGB, Color.WHITE);
      draw(photo, digit, 8, 100, 120, 30);
      for (int y = 0; y < 400; y++) {
        for (int x = 0; x < 400; x++) {
          int light = (photo.getRGB(x, y) & 0xff) * (190 + x / 16 + (x * 31 + y * 17) % 7) / 255;
          photo.setRGB(x, y, light << 16 | light << 8 | light);
        }
      }
      assertThat(difference(read(photo, "jpg"), digit)).as("digit %d", digit).isLessThan(9);
    }
  }

  @Test
  void enlargesSmallPictures() throws IOException {
    for (int digit = 0; digit < DIGITS; digit++) {
      BufferedImage whole = blank(28, 28, BufferedImage.TYPE_BYTE_GRAY, Color.BLACK);
      draw(whole, digit, 1, 0, 0, 255);
      BufferedImage half = blank(14, 14, BufferedImage.TYPE_BYTE_GRAY, Color.BLACK);
      Graphics2D graphics = half.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(whole, 0, 0, 14, 14, null);
      graphics.dispose();
      assertThat(difference(read(half, "png"), digit)).isLessThan(28);
    }
  }

  @Test
  void thinsOutLargePictures() throws IOException {
    BufferedImage large = blank(4100, 3000, BufferedImage.TYPE_BYTE_BINARY, Color.WHITE);
    Graphics2D graphics = large.createGraphics();
    graphics.setColor(Color.BLACK);
    graphics.fillRect(1000, 500, 300, 2000);
    graphics.dispose();
    byte[] image = read(large, "png").image();
    for (int y = 5; y < 25; y++) {
      assertThat(image[y * 28 + 14] & 0xff).isGreaterThan(250);
      assertThat(image[y * 28 + 11]).isZero();
      assertThat(image[y * 28 + 17]).isZero();
    }
    assertThat(image[4 * 28 + 14]).isZero();
    assertThat(image[25 * 28 + 14]).isZero();
  }

  @Test
  void refusesBlankPictures() throws IOException {
    for (Color colour : new Color[] {Color.WHITE, Color.BLACK, Color.GRAY}) {
      refuses(write(blank(50, 40, BufferedImage.TYPE_INT_RGB, colour), "png"), "a blank picture");
    }
    BufferedImage clear = new BufferedImage(9, 9, BufferedImage.TYPE_INT_ARGB);
    refuses(write(clear, "png"), "a wholly transparent picture");
  }

  @Test
  void refusesWhatIsNoPicture() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "no picture at all");
    refuses(text, "text.png: found no picture, expected a PNG, JPEG, GIF, BMP");
    refuses(folder.resolve("missing.png"), "missing.png: found no such file");
    refuses(folder, "found a folder");
    byte[] whole =
        Files.readAllBytes(write(blank(50, 40, BufferedImage.TYPE_INT_RGB, Color.RED), "png"));
    Path cut = folder.resolve("cut.png");
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    refuses(cut, "cannot be decoded");
  }

  @Test
  void refusesAHugePictureBeforeDecodingIt() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(33);
    header.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}).putInt(13);
    header.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(100_000).putInt(100_000);
    header.put(new byte[] {16, 6, 0, 0, 0});
    CRC32 checksum = new CRC32();
    checksum.update(header.array(), 12, 17);
    header.putInt((int) checksum.getValue());
    Path file = Files.write(folder.resolve("huge.png"), header.array());
    refuses(file, "a picture of 100000x100000, expected at most 64,000,000 pixels");
  }

  @Test
  void readsCmyk() throws IOException {
    WritableRaster cmyk = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 112, 112, 4, null);
    for (int i = 0; i < 112 * 112; i++) {
      int level = 255 - digits.pixel(0, i / 112 / 4, i % 112 / 4, 0);
      cmyk.setPixel(i % 112, i / 112, new int[] {level, level, level, level});
    }
    Path file = folder.resolve("cmyk.jpg");
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      ImageWriteParam whole = writer.getDefaultWriteParam();
      whole.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      whole.setCompressionQuality(1);
      writer.write(null, new IIOImage(cmyk, null, null), whole);
    } finally {
      writer.dispose();
    }
    // Adobe's marker says that the four components are cyan, magenta, yellow and black.
    byte[] plain = Files.readAllBytes(file);
    ByteBuffer marked = ByteBuffer.allocate(plain.length + 16);
    marked.put(plain, 0, 2).put(new byte[] {(byte) 0xff, (byte) 0xee, 0, 14});
    marked.put("Adobe".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {0, 100, 0, 0, 0, 0, 0});
    Files.write(file, marked.put(plain, 2, plain.length - 2).array());
    assertThat(difference(HandwrittenPicture.read(PictureFile.of(file)), 0)).isLessThan(12);
  }

  private static BufferedImage blank(int width, int height, int type, Color colour) {
    BufferedImage picture = new BufferedImage(width, height, type);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return picture;
  }

  /** Draws a digit, each pixel a square, from the colour of the ground to that of the ink. */
  private void draw(BufferedImage picture, int digit, int zoom, int left, int top, int ink) {
    boolean grey = picture.getRaster().getNumBands() == 1 && picture.getType() != 13;
    int full = picture.getType() == BufferedImage.TYPE_USHORT_GRAY ? 257 : 1;
    for (int y = 0; y < 28 * zoom; y++) {
      for (int x = 0; x < 28 * zoom; x++) {
        int strength = digits.pixel(digit, y / zoom, x / zoom, 0);
        int value = ink > 127 ? strength * ink / 255 : 255 - strength * (255 - ink) / 255;
        if (grey) {
          picture.getRaster().setSample(left + x, top + y, 0, value * full);
        } else {
          picture.setRGB(left + x, top + y, 0xff << 24 | value << 16 | value << 8 | value);
        }
      }
    }
  }

  /** Mean distance of the picture's pixels from the digit's, of 255. */
  private double difference(HandwrittenPicture picture, int digit) {
    byte[] image = picture.image();
    byte[] expected = digits.image(digit);
    double sum = 0;
    for (int i = 0; i < image.length; i++) {
      sum += Math.abs((image[i] & 0xff) - (expected[i] & 0xff));
    }
    return sum / image.length;
  }

  private HandwrittenPicture read(BufferedImage picture, String format) throws IOException {
    return HandwrittenPicture.read(PictureFile.of(write(picture, format)));
  }

  private Path write(BufferedImage picture, String format) throws IOException {
    Path file = folder.resolve("picture." + format);
    assertThat(ImageIO.write(picture, format, file.toFile())).isTrue();
    return file;
  }

  private static void refuses(Path file, String message) {
    assertThatThrownBy(() -> HandwrittenPicture.read(PictureFile.of(file)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }
}
