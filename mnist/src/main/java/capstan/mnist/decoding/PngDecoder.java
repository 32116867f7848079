package capstan.mnist.decoding;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Decodes PNG files. All checksums must be right, those of chunks that no pixel depends on too, and
 * the end must be there; chunks that are unknown and what follows the end are passed over, as every
 * viewer does. Pixels are taken as stored, without regard to colour profiles.
 */
public final class PngDecoder {
  private static final int HEAD = 8;

  /** Text that holds EXIF is not longer. */
  private static final int LONGEST_TEXT = 1 << 18;

  private final ByteBuffer file;
  private final PictureBounds bounds;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();
  private int step;
  private int depth;
  private long size;
  private int orientation;
  private int significantBits;

  private PngDecoder(byte[] file, PictureBounds bounds) {
    this.file = ByteBuffer.wrap(file);
    this.bounds = bounds;
  }

  /**
   * Decodes a file.
   *
   * @param file all of it
   * @param bounds how large it may be
   * @throws RefusedPictureException if it is damaged or too large
   * @throws IOException never else
   */
  public static BufferedImage decode(byte[] file, PictureBounds bounds) throws IOException {
    return new PngDecoder(file, bounds).decode();
  }

  private BufferedImage decode() throws IOException {
    kept.write(file.array(), 0, HEAD);
    file.position(HEAD);
    while (readChunk()) {}
    byte[] packed = pixels.toByteArray();
    requireAllPixels(packed);
    writeChunk("IDAT", packed);
    writeChunk("IEND");
    BufferedImage picture = StrictReader.read("png", kept.toByteArray(), step);
    if (depth == 16) {
      SampleRange.fill(picture.getRaster(), picture.getColorModel(), significantBits);
    }
    return UprightPicture.turned(picture, Math.max(1, orientation));
  }

  /** False after the last. */
  private boolean readChunk() throws IOException {
    int start = file.position();
    if (file.remaining() < 12) {
      throw RefusedPictureException.damaged("it ends too early, without IEND");
    }
    int length = file.getInt();
    String type = text(file.position(), 4);
    if (!type.matches("[A-Za-z]{4}")) {
      throw RefusedPictureException.damaged("no name of a chunk at byte " + (start + 4));
    }
    // The header is believed before its checksum is known: what is too large is called so.
    if (start == HEAD) {
      readHeader(type, length);
    }
    if (length < 0 || length > file.remaining() - 8) {
      throw RefusedPictureException.damaged("it ends too early, within " + type);
    }
    int data = file.position() + 4;
    CRC32 sum = new CRC32();
    sum.update(file.array(), data - 4, length + 4);
    if ((int) sum.getValue() != file.getInt(data + length)) {
      throw RefusedPictureException.damaged("the checksum of " + type + " is wrong");
    }
    take(type, data, length);
    file.position(data + length + 4);
    return !type.equals("IEND");
  }

  private void readHeader(String type, int length) throws IOException {
    if (type.equals("CgBI")) {
      throw new RefusedPictureException(
          "a PNG as Xcode packs it for iPhones",
          "an ordinary PNG: pngcrush -revert-iphone-optimizations");
    }
    if (!type.equals("IHDR") || length != 13) {
      throw RefusedPictureException.damaged("it does not begin with IHDR");
    }
    int at = file.position() + 4;
    long width = Integer.toUnsignedLong(file.getInt(at));
    long height = Integer.toUnsignedLong(file.getInt(at + 4));
    step = bounds.step(width, height);
    depth = file.get(at + 8);
    int samples =
        switch (file.get(at + 9)) {
          case 0, 3 -> 1;
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> throw RefusedPictureException.damaged("unknown colour type");
        };
    size =
        file.get(at + 12) == 0
            ? bytes(width, height, samples)
            : bytes(Math.ceilDiv(width, 8), Math.ceilDiv(height, 8), samples)
                + bytes(Math.ceilDiv(width - 4, 8), Math.ceilDiv(height, 8), samples)
                + bytes(Math.ceilDiv(width, 4), Math.ceilDiv(height - 4, 8), samples)
                + bytes(Math.ceilDiv(width - 2, 4), Math.ceilDiv(height, 4), samples)
                + bytes(Math.ceilDiv(width, 2), Math.ceilDiv(height - 2, 4), samples)
                + bytes(Math.ceilDiv(width - 1, 2), Math.ceilDiv(height, 2), samples)
                + bytes(width, Math.floorDiv(height, 2), samples);
  }

  /** Of a pass: each row has a byte for its filter. */
  private long bytes(long width, long height, int samples) {
    return width < 1 || height < 1 ? 0 : height * (1 + Math.ceilDiv(width * samples * depth, 8));
  }

  private void take(String type, int data, int length) throws IOException {
    switch (type) {
      case "IHDR", "PLTE", "tRNS" ->
          writeChunk(type, Arrays.copyOfRange(file.array(), data, data + length));
      case "IDAT" -> pixels.write(file.array(), data, length);
      case "eXIf" -> orientation = UprightPicture.orientation(file.slice(data, length));
      case "tEXt", "zTXt" -> {
        if (orientation == 0) {
          orientation = textOrientation(type.equals("zTXt"), data, length);
        }
      }
      case "sBIT" -> significantBits = length == 0 ? 0 : file.get(data);
      default -> {
        if (Character.isUpperCase(type.charAt(0)) && !type.equals("IEND")) {
          throw RefusedPictureException.damaged("an unknown chunk " + type);
        }
      }
    }
  }

  /** ImageMagick's way: EXIF in hexadecimal digits, as text under a name. 0 of any other text. */
  private int textOrientation(boolean packed, int data, int length) {
    String name = "Raw profile type exif\0";
    if (length < name.length() || !text(data, name.length()).equals(name)) {
      return 0;
    }
    int start = data + name.length() + (packed ? 1 : 0);
    InputStream stored = new ByteArrayInputStream(file.array(), start, data + length - start);
    try (InputStream plain = packed ? new InflaterInputStream(stored) : stored) {
      String text =
          new String(plain.readNBytes(packed ? LONGEST_TEXT : length), StandardCharsets.ISO_8859_1);
      // A blank line, the name and the length come first.
      String digits = text.replaceFirst("(?s)^\\s*exif\\s+\\d+\\s", "").replaceAll("\\s", "");
      byte[] exif = HexFormat.of().parseHex(digits);
      int skip = exif.length > 6 && exif[0] == 'E' ? 6 : 0;
      return UprightPicture.orientation(ByteBuffer.wrap(exif, skip, exif.length - skip));
    } catch (IOException | RuntimeException damaged) {
      return 0;
    }
  }

  private String text(int at, int length) {
    return new String(file.array(), at, length, StandardCharsets.ISO_8859_1);
  }

  /** All rows must be there, and the checksum behind them: ImageIO's reader does not look at it. */
  private void requireAllPixels(byte[] packed) throws IOException {
    try (InputStream rows = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      rows.skipNBytes(size);
      if (rows.read() >= 0) {
        throw RefusedPictureException.damaged("more pixels than its header says");
      }
    } catch (EOFException early) {
      throw RefusedPictureException.damaged("its pixels end too early");
    } catch (ZipException e) {
      throw RefusedPictureException.damaged("its pixels cannot be unpacked: " + e.getMessage());
    }
  }

  private void writeChunk(String type, byte... data) {
    ByteBuffer chunk = ByteBuffer.allocate(8 + data.length);
    chunk.putInt(data.length).put(type.getBytes(StandardCharsets.ISO_8859_1)).put(data);
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), 4, 4 + data.length);
    kept.writeBytes(chunk.array());
    kept.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }
}
