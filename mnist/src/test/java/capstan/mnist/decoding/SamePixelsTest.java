package capstan.mnist.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.mnist.decoding.SamplePictures.Tiff;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A picture gives the same pixels in every format and sample type that can hold it. */
class SamePixelsTest {
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

  private static void shows(String name, byte[] file, int tolerance) throws IOException {
    BufferedImage picture = Decoding.of(file);
    assertThat(picture.getWidth()).as(name).isEqualTo(SamplePictures.WIDTH);
    assertThat(picture.getHeight()).as(name).isEqualTo(SamplePictures.HEIGHT);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        assertThat(Math.abs(Decoding.level(picture, x, y) - SamplePictures.level(x, y)))
            .as("%s at %d,%d", name, x, y)
            .isLessThanOrEqualTo(tolerance);
      }
    }
  }

  private static void refuses(byte[] file, String... words) {
    assertThatThrownBy(() -> Decoding.of(file))
        .isInstanceOf(RefusedPictureException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void inEveryFormat() throws IOException {
    for (Map.Entry<String, byte[]> file : SamplePictures.exact().entrySet()) {
      shows(file.getKey(), file.getValue(), 0);
    }
    for (Map.Entry<String, byte[]> file : SamplePictures.near().entrySet()) {
      shows(file.getKey(), file.getValue(), 25);
    }
    BufferedImage clear = Decoding.of(SamplePictures.webpWithAlpha());
    assertThat(clear.getRGB(0, 0) >>> 24).isZero();
    assertThat(clear.getRGB(8, 3) >>> 24).isBetween(120, 135);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofTiffsOfAllWidths(boolean big) throws IOException {
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : LITTLE;
    shows("8", new Tiff(order, 8).of(SamplePictures::level, 1, 1), 0);
    shows("16", new Tiff(order, 16).of(SamplePictures::level, 257, 1), 0);
    shows("32", new Tiff(order, 32).of(SamplePictures::level, 0x1010101L, 1), 0);
    for (int bits : new int[] {16, 32, 64}) {
      Tiff fractions = new Tiff(order, bits).with(339, 3);
      shows("fractions " + bits, fractions.of(SamplePictures::level, 1 / 255.0, 1), 0);
    }
    byte[] twelve = new byte[SamplePictures.WIDTH * SamplePictures.HEIGHT * 3 / 2];
    for (int i = 0; i < SamplePictures.WIDTH * SamplePictures.HEIGHT; i++) {
      int sample = Math.round(SamplePictures.level(i % 16, i / 16) * 4095 / 255f);
      for (int bit = 0; bit < 12; bit++) {
        int place = 12 * i + bit;
        twelve[place / 8] |= (byte) ((sample >> (11 - bit) & 1) << (7 - place % 8));
      }
    }
    shows("12", new Tiff(order, 12).of(twelve), 0);
  }

  @Test
  void ofTiffsOfOtherColours() throws IOException {
    shows(
        "white is 0",
        new Tiff(LITTLE, 8).with(262, 0).of((x, y) -> 255 - SamplePictures.level(x, y), 1, 1),
        0);
    shows("rgb", new Tiff(LITTLE, 8).with(262, 2).with(277, 3).of(SamplePictures::level, 1, 3), 0);
    shows("planar", planar(), 0);
    byte[] inks = new byte[SamplePictures.WIDTH * SamplePictures.HEIGHT * 4];
    for (int i = 0; i < inks.length; i++) {
      inks[i] = i % 4 == 3 ? 0 : (byte) (255 - SamplePictures.level(i / 4 % 16, i / 64));
    }
    shows("cmyk", new Tiff(LITTLE, 8).with(262, 5).with(277, 4).of(inks), 0);
    refuses(new Tiff(LITTLE, 8).with(262, 5).with(332, 2).with(277, 4).of(inks), "inks");
    double[] palette = new double[768];
    for (int i = 0; i < palette.length; i++) {
      palette[i] = (255 - i % 256) * 257;
    }
    shows(
        "palette",
        new Tiff(LITTLE, 8)
            .with(262, 3)
            .with(320, palette)
            .of((x, y) -> 255 - SamplePictures.level(x, y), 1, 1),
        0);
  }

  private static byte[] planar() {
    byte[] planes = new byte[SamplePictures.WIDTH * SamplePictures.HEIGHT * 3];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (byte) SamplePictures.level(i % 16, i / 16 % 12);
    }
    return new Tiff(LITTLE, 8)
        .with(262, 2)
        .with(277, 3)
        .with(284, 2)
        .with(273, 8, 8 + 192, 8 + 384)
        .of(planes);
  }

  @Test
  void whereTheFileSaysWhatIsWhite() throws IOException {
    Tiff fractions = new Tiff(LITTLE, 32).with(339, 3);
    refuses(fractions.of(SamplePictures::level, 1, 1), "from 0 to 255", "0 to 1", "8 bits");
    refuses(fractions.of((x, y) -> x == 0 ? -1 : 0, 1, 1), "from -1 to 0");
    refuses(fractions.of((x, y) -> 1, Double.NaN, 1), "samples");
    shows("said", fractions.with(341, 255).of(SamplePictures::level, 1, 1), 0);
    fractions.with(340, -10).with(341, 245);
    shows("from -10", fractions.of((x, y) -> SamplePictures.level(x, y) - 10, 1, 1), 0);
    Tiff signs = new Tiff(LITTLE, 16).with(339, 2);
    refuses(signs.of(SamplePictures::level, 1, 1), "16 bits with a sign", "0 to 255");
    shows("signs", signs.with(340, 0).with(341, 255).of(SamplePictures::level, 1, 1), 0);
    Tiff wide = new Tiff(LITTLE, 16);
    refuses(wide.of(SamplePictures::level, 16, 1), "16 bits", "none is above 4,080", "16");
    shows("4,095", wide.with(281, 4095).of(SamplePictures::level, 4095 / 255.0, 1), 0);
    // A largest sample, as a statistic, does not say what is white.
    refuses(wide.with(281, 4080).of(SamplePictures::level, 16, 1), "none is above 4,080");
  }

  @Test
  void of16BitsWhereFewerAreUsed() throws IOException {
    BufferedImage low = new BufferedImage(16, 12, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 192; i++) {
      int level = SamplePictures.level(i % 16, i / 16);
      low.getRaster().setSample(i % 16, i / 16, 0, Math.round(level * 4095 / 255f));
    }
    byte[] unsaid = SamplePictures.write(low, "png", null);
    refuses(unsaid, "16 bits", "none is above 4,095", "65,535", "multiply them by 16");
    shows("said", withChunk(unsaid, "sBIT", (byte) 12), 0);
    byte[] whole = SamplePictures.write(SamplePictures.picture(11), "png", null);
    shows("spread", withChunk(whole, "sBIT", (byte) 12), 0);
    byte[] blank = SamplePictures.write(new BufferedImage(16, 12, 11), "png", null);
    assertThat(Decoding.level(Decoding.of(blank), 3, 3)).isZero();
    byte[] map = new byte[15 + 16 * 12 * 2];
    ByteBuffer.wrap(map)
        .put("P5 16 12 65535\n".getBytes(StandardCharsets.US_ASCII))
        .put(29, (byte) 7);
    refuses(map, "none is above 1,792");
  }

  /** The file with a chunk after its header. */
  static byte[] withChunk(byte[] png, String type, byte... data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
    chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), 4, 4 + data.length);
    chunk.putInt((int) sum.getValue());
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(png, 0, 33);
    whole.writeBytes(chunk.array());
    whole.write(png, 33, png.length - 33);
    return whole.toByteArray();
  }

  @Test
  void ofInksInJpegs() throws IOException {
    for (boolean transformed : new boolean[] {false, true}) {
      var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 12, 4, null);
      for (int i = 0; i < 192; i++) {
        // What is left of the white paper; transformed, luminance is what is not.
        int level = SamplePictures.level(i % 16, i / 16);
        int[] left =
            transformed
                ? new int[] {255 - level, 128, 128, 255}
                : new int[] {level, level, level, 255};
        raster.setPixel(i % 16, i / 16, left);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
      var param = writer.getDefaultWriteParam();
      param.setCompressionMode(javax.imageio.ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(1);
      try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
        writer.setOutput(out);
        writer.write(null, new IIOImage(raster, null, null), param);
      } finally {
        writer.dispose();
      }
      byte[] adobe = {
        (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
      };
      adobe[15] = (byte) (transformed ? 2 : 0);
      byte[] plain = bytes.toByteArray();
      ByteBuffer whole = ByteBuffer.allocate(plain.length + 16);
      whole.put(plain, 0, 2).put(adobe).put(plain, 2, plain.length - 2);
      shows("inks", whole.array(), 4);
    }
  }

  @Test
  void framesOfGifsLieAtTheirPlaceOnTheScreen() throws IOException {
    byte[] file = SamplePictures.exact().get("gif");
    int frame = 13 + 3 * 256;
    while (file[frame] != ',') {
      frame += 2 + 1 + file[frame + 2] + 1; // an extension of one block
    }
    byte[] moved = file.clone();
    moved[6] = 20;
    moved[8] = 15;
    moved[11] = 3; // background: three sixteenths
    moved[frame + 1] = 4;
    moved[frame + 3] = 2;
    BufferedImage picture = Decoding.of(moved);
    assertThat(picture.getWidth()).isEqualTo(20);
    assertThat(picture.getHeight()).isEqualTo(15);
    assertThat(picture.getRGB(19, 13))
        .isEqualTo(0xff000000 | SamplePictures.level(15, 11) * 0x010101);
    assertThat(picture.getRGB(4, 2)).isEqualTo(0xff000000);
    assertThat(picture.getRGB(3, 5)).isEqualTo(0xff333333);
    assertThat(picture.getRGB(7, 14)).isEqualTo(0xff333333);
    moved[frame + 1] = 5;
    refuses(moved, "a frame of 16x12 at 5,2 on a screen of 20x15");
    // With a transparent colour, what is around is transparent too.
    byte[] clear = Arrays.copyOf(moved, moved.length + 8);
    System.arraycopy(moved, frame, clear, frame + 8, moved.length - frame);
    clear[frame + 9] = 4;
    System.arraycopy(new byte[] {'!', (byte) 0xf9, 4, 1, 0, 0, 15, 0}, 0, clear, frame, 8);
    picture = Decoding.of(clear);
    assertThat(picture.getRGB(3, 5)).isZero();
    assertThat(picture.getRGB(19, 2)).isZero();
    assertThat(picture.getRGB(18, 2)).isEqualTo(0xffeeeeee);
  }
}
