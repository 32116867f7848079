package capstan.mnist.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.mnist.decoding.SamplePictures.Tiff;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Damage is told from what every viewer passes over, and small files that claim much are seen. */
class DamagedPicturesTest {
  private static void refuses(byte[] file, String... words) {
    assertThatThrownBy(() -> Decoding.of(file))
        .isInstanceOf(RefusedPictureException.class)
        .hasMessageContainingAll(words);
  }

  private static void shows(byte[] file) throws IOException {
    assertThat(Decoding.level(Decoding.of(file), 5, 9))
        .isCloseTo(SamplePictures.level(5, 9), org.assertj.core.api.Assertions.within(8));
  }

  private static byte[] with(byte[] file, int at, String hexadecimal) {
    byte[] more = HexFormat.of().parseHex(hexadecimal);
    byte[] whole = Arrays.copyOf(file, file.length + more.length);
    System.arraycopy(file, at, whole, at + more.length, file.length - at);
    System.arraycopy(more, 0, whole, at, more.length);
    return whole;
  }

  private static byte[] png() throws IOException {
    return SamplePictures.exact().get("png 8");
  }

  @Test
  void everyByteOfAPngCounts() throws IOException {
    byte[] png = SamePixelsTest.withChunk(png(), "tEXt", (byte) 'a', (byte) 0, (byte) 'b');
    for (int i = 8; i < png.length; i++) {
      byte[] damaged = png.clone();
      damaged[i] ^= 4;
      assertThatThrownBy(() -> Decoding.of(damaged)).as("byte %d", i).isInstanceOf(Exception.class);
    }
    png[43] ^= 1;
    refuses(png, "the checksum of tEXt is wrong");
  }

  @Test
  void pixelsOfAPngHaveAChecksumOfTheirOwn() throws IOException {
    byte[] png = png();
    int data = new String(png, StandardCharsets.ISO_8859_1).indexOf("IDAT");
    int length = ByteBuffer.wrap(png).getInt(data - 4);
    byte[] wrong = png.clone();
    wrong[data + 4 + length - 1] ^= 1;
    CRC32 sum = new CRC32();
    sum.update(wrong, data, length + 4);
    ByteBuffer.wrap(wrong).putInt(data + 4 + length, (int) sum.getValue());
    refuses(wrong, "its pixels cannot be unpacked", "incorrect data check");
    // A header of one row more, or less.
    for (int rows : new int[] {11, 13}) {
      byte[] other = png.clone();
      other[23] = (byte) rows;
      sum.reset();
      sum.update(other, 12, 17);
      ByteBuffer.wrap(other).putInt(29, (int) sum.getValue());
      refuses(other, rows == 11 ? "more pixels" : "end too early");
    }
    refuses(Arrays.copyOf(png, png.length - 12), "without IEND");
  }

  @Test
  void whatNoViewerMindsInAPngIsPassedOver() throws IOException {
    byte[] png = png();
    shows(Arrays.copyOf(png, png.length + 100));
    shows(SamePixelsTest.withChunk(png, "quIx", (byte) 1));
    shows(SamePixelsTest.withChunk(png, "iCCP", (byte) 'x', (byte) 0, (byte) 0, (byte) 7));
    shows(SamePixelsTest.withChunk(png, "sRGB", (byte) 9, (byte) 9));
    shows(SamePixelsTest.withChunk(png, "eXIf", (byte) 'M', (byte) 'M'));
    shows(SamePixelsTest.withChunk(png, "gAMA", (byte) 0, (byte) 0, (byte) 0, (byte) 0));
    refuses(SamePixelsTest.withChunk(png, "QUIX", (byte) 1), "an unknown chunk QUIX");
  }

  @Test
  void whatNoViewerMindsInAJpegIsPassedOver() throws IOException {
    byte[] jpeg = SamplePictures.near().get("jpeg rgb");
    shows(jpeg);
    shows(Arrays.copyOf(jpeg, jpeg.length + 1000));
    shows(with(jpeg, jpeg.length, "ffd8ffe0"));
    shows(with(jpeg, 2, "fffe000461620000".substring(0, 12)));
    // A profile that is none, EXIF that ends at once, and bytes that only fill up.
    shows(with(jpeg, 2, "ffe20010" + "4943435f50524f46494c45000101"));
    shows(with(jpeg, 2, "ffe10008457869660000"));
    shows(with(jpeg, 2, "ffffff"));
    refuses(with(jpeg, 2, "00"), "no marker at byte 2");
    refuses(Arrays.copyOf(jpeg, jpeg.length - 2), "ends too early");
  }

  @Test
  void damageThatLibjpegWarnsOfIsDamage() throws IOException {
    byte[] jpeg = SamplePictures.near().get("jpeg");
    int scan = 0;
    while ((jpeg[scan] & 0xff) != 0xff || (jpeg[scan + 1] & 0xff) != 0xda) {
      scan++;
    }
    byte[] shorter = Arrays.copyOf(jpeg, jpeg.length - 60);
    shorter[shorter.length - 2] = (byte) 0xff;
    shorter[shorter.length - 1] = (byte) 0xd9;
    refuses(shorter, "Corrupt JPEG data");
    refuses(with(jpeg, jpeg.length - 2, "0102030405060708090a0b0c0d0e0f10"), "Corrupt JPEG data");
    refuses(with(jpeg, scan + 30, "ffd0"), "1 restart markers instead of 0");
  }

  /** Grey blocks of 8x8 in a row, each of two bits, with restarts between them. */
  private static byte[] restarts(int blocks, int... markers) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(HexFormat.of().parseHex("ffd8ffdb004300" + "01".repeat(64)));
    file.writeBytes(HexFormat.of().parseHex("ffc0000b080008%04x01011100".formatted(8 * blocks)));
    file.writeBytes(HexFormat.of().parseHex("ffc400140001" + "00".repeat(15) + "00"));
    file.writeBytes(HexFormat.of().parseHex("ffc400141001" + "00".repeat(15) + "00"));
    file.writeBytes(HexFormat.of().parseHex("ffdd00040001" + "ffda0008010100003f00" + "3f"));
    for (int marker : markers) {
      file.write(0xff);
      file.write(marker);
      file.write(0x3f);
    }
    file.writeBytes(HexFormat.of().parseHex("ffd9"));
    return file.toByteArray();
  }

  @Test
  void restartMarkersOfAJpegAreCountedAndInOrder() throws IOException {
    assertThat(Decoding.level(Decoding.of(restarts(3, 0xd0, 0xd1)), 20, 4)).isEqualTo(128);
    refuses(restarts(3, 0xd0), "1 restart markers instead of 2");
    refuses(restarts(3, 0xd0, 0xd2), "a restart marker is missing");
    refuses(restarts(3, 0xd0, 0xd1, 0xd2), "3 restart markers instead of 2");
  }

  @Test
  void scansOfAJpegAreBounded() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(HexFormat.of().parseHex("ffd8ffc2000b080800080001011100"));
    for (int scan = 0; scan < 20_000; scan++) {
      file.writeBytes(HexFormat.of().parseHex("ffda00080101000000010000"));
    }
    refuses(file.toByteArray(), "2048x2048 in more than 228 scans", "at most 15,000,000 blocks");
  }

  @Test
  void otherKindsOfJpegsAreCalledByName() throws IOException {
    byte[] jpeg = SamplePictures.near().get("jpeg");
    int frame = 0;
    while ((jpeg[frame] & 0xff) != 0xff || (jpeg[frame + 1] & 0xff) != 0xc0) {
      frame++;
    }
    jpeg[frame + 4] = 12;
    refuses(jpeg, "a JPEG picture of 12 bits");
    jpeg[frame + 1] = (byte) 0xc9;
    refuses(jpeg, "arithmetic coding");
  }

  @Test
  void smallFilesThatClaimMuchAreRefusedBeforeTheyAreDecoded() throws IOException {
    byte[] gif = SamplePictures.exact().get("gif");
    gif[7] = (byte) 0xff;
    gif[9] = (byte) 0xff;
    refuses(gif, "at most 64,000,000 pixels");
    byte[] bitmap = SamplePictures.exact().get("bmp");
    ByteBuffer.wrap(bitmap).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 1 << 30);
    refuses(bitmap, "1073741824x12", "at most 64,000,000 pixels");
    byte[] tall = "P4 1 100001 ".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> PortableMapDecoder.decode(tall, new PictureBounds(2048, true)))
        .hasMessageContaining("at most 100000 pixels a side");
    byte[] webp = SamplePictures.exact().get("webp lossless");
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0fffffff);
    refuses(webp, "16384x16384", "at most");
    refuses("P4 70000 70000 ".getBytes(StandardCharsets.US_ASCII), "70000x70000", "at most");
    Tiff tiles = new Tiff(ByteOrder.LITTLE_ENDIAN, 8).with(324, 8).with(325, 100);
    tiles.with(322, 1 << 20).with(323, 1 << 20);
    refuses(tiles.of(new byte[100]), "unpacked 1,099,511,627,776 bytes", "at most");
    Tiff specks = new Tiff(ByteOrder.LITTLE_ENDIAN, 8).with(256, 8000).with(257, 8000);
    specks.with(277, 40).with(284, 2).with(322, 1).with(323, 1).with(324, 8).with(325, 100);
    byte[] many = specks.of(new byte[100]);
    assertThatThrownBy(() -> TiffDecoder.decode(many, new PictureBounds(2048, true)))
        .hasMessageContaining("unpacked 2,560,000,000 bytes");
    byte[] cut = Arrays.copyOf(SamplePictures.exact().get("tiff 8 none"), 100);
    assertThatThrownBy(() -> Decoding.of(cut)).isInstanceOf(Exception.class);
  }

  @Test
  void animatedWebpsAreCalledByName() {
    byte[] webp = SamplePictures.webpWithAlpha();
    webp[20] |= 2;
    refuses(webp, "an animated WebP");
  }

  @Test
  void runsOfABitmapMustFillIt() throws IOException {
    byte[] bitmap = SamplePictures.exact().get("bmp runs");
    int pixels = ByteBuffer.wrap(bitmap).order(ByteOrder.LITTLE_ENDIAN).getInt(10);
    byte[] shorter = Arrays.copyOf(bitmap, bitmap.length);
    shorter[pixels] = 0;
    shorter[pixels + 1] = 1;
    refuses(shorter, "0 of 12 rows");
  }
}
