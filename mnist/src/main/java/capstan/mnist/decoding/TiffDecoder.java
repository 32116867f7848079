package capstan.mnist.decoding;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.ImageReader;

/**
 * Decodes the first picture of a TIFF: grey, palettes, RGB and CMYK, whole numbers and fractions of
 * 1 to 64 bits. White is the largest whole number, or 1 of fractions, unless the file names another
 * (in {@code SMaxSampleValue} or {@code MaxSampleValue}); where samples do not fit that, the
 * picture is refused. All strips or tiles must be there.
 */
public final class TiffDecoder {
  private static final int SUBFILE_TYPE = 254;
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int SAMPLES = 277;
  private static final int LEAST = 280;
  private static final int MOST = 281;
  private static final int PALETTE = 320;
  private static final int INK_SET = 332;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;
  private static final int FORMAT_LEAST = 340;
  private static final int FORMAT_MOST = 341;
  private static final int DNG_VERSION = 50706;

  private static final int JPEG_TABLES = 347;

  private static final int OLD_JPEG = 6;
  private static final int JPEG = 7;

  /** What ImageIO warns of in files that every program reads. */
  private static final String HARMLESS =
      "(REFERENCE_BLACK_WHITE not found|T.4 compressed data should begin with EOL|.*ICC profile).*";

  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int INDEXED = 3;
  private static final int CMYK = 5;
  private static final int LUMINANCE = 6;

  private final TiffDirectory directory;
  private final int width;
  private final int height;
  private final int samples;
  private final int bits;
  private final int format;
  private final int photometric;
  private final int step;

  private TiffDecoder(TiffDirectory directory, PictureBounds bounds)
      throws RefusedPictureException {
    this.directory = directory;
    double columns = directory.number(WIDTH, 0);
    double rows = directory.number(HEIGHT, 0);
    step = bounds.step((long) columns, (long) rows);
    width = (int) columns;
    height = (int) rows;
    samples = (int) directory.number(SAMPLES, 1);
    bits = (int) directory.number(BITS, 1);
    format = (int) directory.number(SAMPLE_FORMAT, 1);
    photometric = (int) directory.number(PHOTOMETRIC, BLACK_IS_ZERO);
    if (directory.has(DNG_VERSION) || ((int) directory.number(SUBFILE_TYPE, 0) & 1) != 0) {
      throw new RefusedPictureException(
          "a camera's raw picture", "a developed one: convert it to PNG");
    }
  }

  /**
   * Decodes a file.
   *
   * @param file all of it
   * @param bounds how large it may be
   * @throws RefusedPictureException if it is damaged, too large or of a rare kind
   * @throws IOException never else
   */
  public static BufferedImage decode(byte[] file, PictureBounds bounds) throws IOException {
    TiffDirectory directory = TiffDirectory.first(ByteBuffer.wrap(file));
    TiffDecoder decoder = new TiffDecoder(directory, bounds);
    return UprightPicture.turned(decoder.decode(file), UprightPicture.orientation(directory));
  }

  private BufferedImage decode(byte[] file) throws IOException {
    int colours =
        switch (photometric) {
          case WHITE_IS_ZERO, BLACK_IS_ZERO, INDEXED -> 1;
          case RGB -> 3;
          case CMYK -> 4;
          default -> 0;
        };
    if (colours == 0 || !TiffBlocks.unpacks((int) directory.number(COMPRESSION, 1))) {
      // Fax, JPEG, luminance and chrominance, and what is rarer still.
      requireWhole(file);
      return StrictReader.read("tiff", file, step, HARMLESS, ImageReader::read);
    }
    if (samples < colours || samples > 64 || !supported()) {
      throw new RefusedPictureException(
          "a TIFF of %d samples of %d bits per pixel".formatted(samples, bits),
          "1 to 16, 32 or 64 bits, the same in all samples: convert it to PNG");
    }
    if (photometric == CMYK && directory.number(INK_SET, 1) != 1) {
      throw new RefusedPictureException("a TIFF of other inks than CMYK", "grey or RGB");
    }
    int extra =
        samples > colours && directory.has(EXTRA_SAMPLES)
            ? (int) directory.number(EXTRA_SAMPLES, 0)
            : 0;
    boolean opacity = extra == 1 || extra == 2;
    int kept = colours + (opacity ? 1 : 0);
    int columns = Math.ceilDiv(width, step);
    int rows = Math.ceilDiv(height, step);
    float[] all = new float[columns * rows * kept];
    new TiffBlocks(directory, width, height, samples, bits)
        .each(
            (row, x, y, length, first) -> {
              if (y % step == 0) {
                for (int i = Math.ceilDiv(x, step) * step; i < x + length; i += step) {
                  int at = ((y / step) * columns + i / step) * kept;
                  for (int s = first.sample(); s < Math.min(kept, first.end()); s++) {
                    all[at + s] = sample(row, (i - x) * first.count() + s - first.sample());
                  }
                }
              }
            });
    if (photometric == INDEXED) {
      return indexed(columns, rows, all, kept);
    }
    scale(all);
    return picture(columns, rows, colours, extra, all);
  }

  /** Of what ImageIO decodes: it does not look for the damage of a JPEG within. */
  private void requireWhole(byte[] file) throws IOException {
    int compression = (int) directory.number(COMPRESSION, 1);
    if (compression == OLD_JPEG) {
      throw new RefusedPictureException(
          "a TIFF that holds a JPEG in the old way", "another TIFF, or a JPEG or PNG");
    }
    if (photometric == LUMINANCE && compression != JPEG) {
      throw new RefusedPictureException(
          "a TIFF of luminance and chrominance", "one of red, green and blue, or a PNG");
    }
    byte[] tables = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9};
    if (directory.has(JPEG_TABLES)) {
      double[] numbers = directory.numbers(JPEG_TABLES);
      tables = new byte[numbers.length];
      for (int i = 0; i < tables.length; i++) {
        tables[i] = (byte) (int) numbers[i];
      }
    }
    for (byte[] block : TiffBlocks.packed(directory, file)) {
      if (compression == JPEG) {
        ByteBuffer whole = ByteBuffer.allocate(Math.max(4, tables.length + block.length - 4));
        whole.put(tables, 0, tables.length - 2).put(block, 2, block.length - 2);
        JpegDecoder.decode(whole.array(), new PictureBounds(Math.max(width, height), true));
      }
    }
  }

  private boolean supported() {
    for (double each : directory.has(BITS) ? directory.numbers(BITS) : new double[] {1}) {
      if (each != bits) {
        return false;
      }
    }
    return format == 3
        ? bits == 16 || bits == 32 || bits == 64
        : (bits >= 1 && bits <= 16) || bits == 32;
  }

  /** A sample of a row, whole or a fraction as stored; signed ones too. */
  private float sample(ByteBuffer row, int index) {
    if (format == 3) {
      return bits == 16
          ? Float.float16ToFloat(row.getShort(2 * index))
          : bits == 32 ? row.getFloat(4 * index) : (float) row.getDouble(8 * index);
    }
    long value;
    if (bits == 32) {
      value = Integer.toUnsignedLong(row.getInt(4 * index));
    } else if (bits == 16) {
      value = Short.toUnsignedInt(row.getShort(2 * index));
    } else {
      value = 0;
      for (int bit = index * bits; bit < (index + 1) * bits; bit++) {
        value = value << 1 | (row.get(bit / 8) >> (7 - bit % 8) & 1);
      }
    }
    return format == 2 ? value << (64 - bits) >> (64 - bits) : value;
  }

  /** Brings samples to 0, black or no ink, and 1. */
  private void scale(float... all) throws RefusedPictureException {
    float least = 0;
    float most = 0;
    boolean numbers = true;
    for (float sample : all) {
      least = Math.min(least, sample);
      most = Math.max(most, sample);
      numbers &= Float.isFinite(sample);
    }
    double black = 0;
    double white = format == 3 ? 1 : Math.pow(2, bits) - 1;
    boolean named = false;
    if (directory.has(FORMAT_MOST) && (format != 1 || bits > 8)) {
      white = directory.number(FORMAT_MOST, white);
      black = directory.number(FORMAT_LEAST, 0);
      named = true;
    } else if (format == 1 && bits > 8 && directory.has(MOST)) {
      // A statistic, often; only what is the largest number of some bits is a statement.
      double said = directory.number(MOST, white);
      named = said >= 255 && said < white && Long.bitCount((long) said + 1) == 1;
      white = named ? said : white;
      black = named ? directory.number(LEAST, 0) : 0;
    }
    double rounding = (white - black) / 512;
    if (!numbers
        || !(white > black)
        || least < black - rounding
        || most > white + rounding
        || (format == 2 && !named)
        || format > 3) {
      throw new RefusedPictureException(
          "samples of %s from %s to %s".formatted(kind(), number(least), number(most)),
          "%s to %s: save them as 8 bits, 0 to 255"
              .formatted(number(format == 2 ? 0 : black), number(format == 2 ? 255 : white)));
    }
    if (format == 1 && !named && (bits == 16 || bits == 32)) {
      SampleRange.requireWide(most, white);
    }
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) Math.clamp((all[i] - black) / (white - black), 0.0, 1.0);
    }
  }

  private String kind() {
    return switch (format) {
      case 1 -> bits + " bits";
      case 2 -> bits + " bits with a sign";
      case 3 -> bits + "-bit fractions";
      default -> "an unknown kind";
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Float.toString((float) value);
  }

  private BufferedImage picture(int columns, int rows, int colours, int extra, float... all) {
    int kept = colours + (extra == 1 || extra == 2 ? 1 : 0);
    int shown = colours == 4 ? 3 : colours;
    int pixels = columns * rows;
    float[] levels = new float[pixels * (shown + kept - colours)];
    int next = 0;
    for (int i = 0; i < pixels; i++) {
      float[] pixel = Arrays.copyOfRange(all, i * kept, (i + 1) * kept);
      float opacity = kept > colours ? pixel[colours] : 1;
      for (int c = 0; c < shown; c++) {
        float level = pixel[c];
        if (photometric == CMYK) {
          level = (1 - pixel[c]) * (1 - pixel[3]);
        } else if (photometric == WHITE_IS_ZERO) {
          level = 1 - level;
        }
        if (extra == 1 && opacity > 0) {
          level = Math.min(1, level / opacity);
        }
        levels[next++] = level;
      }
      if (kept > colours) {
        levels[next++] = opacity;
      }
    }
    return new Levels(columns, rows, shown, kept > colours, levels).picture();
  }

  private BufferedImage indexed(int columns, int rows, float[] all, int kept)
      throws RefusedPictureException {
    int size = 1 << bits;
    if (bits > 16 || !directory.has(PALETTE) || directory.numbers(PALETTE).length < 3 * size) {
      throw RefusedPictureException.damaged("a palette that is too short");
    }
    double[] palette = directory.numbers(PALETTE);
    // Of 16 bits, but for old programs that wrote 8.
    float white = Arrays.stream(palette).max().orElse(0) < 256 ? 255 : 65535;
    float[] levels = new float[columns * rows * 3];
    for (int i = 0; i < columns * rows; i++) {
      for (int c = 0; c < 3; c++) {
        levels[3 * i + c] = (float) palette[c * size + (int) all[i * kept]] / white;
      }
    }
    return new Levels(columns, rows, 3, false, levels).picture();
  }
}
