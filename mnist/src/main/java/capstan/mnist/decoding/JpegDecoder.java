package capstan.mnist.decoding;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageReader;

/**
 * Decodes JPEG files of the usual kinds, baseline and progressive. The segments must follow each
 * other without a gap, restart markers must be as many as the picture has and in their order, the
 * end must be there, and libjpeg must have nothing to warn of. Passed over, as by every viewer, are
 * comments, application segments and what follows the end. Pixels are taken as stored, without
 * regard to colour profiles.
 */
public final class JpegDecoder {
  /**
   * Blocks of 8x8 samples times the scans that go over them: a photograph of 50 million pixels in
   * ten scans has 12 million.
   */
  private static final long MOST_BLOCKS = 15_000_000;

  /** Samples of pictures in several scans are all in memory at once, two bytes each. */
  private static final long MOST_COEFFICIENTS = 60_000_000;

  private static final byte[] JFIF = {
    (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  private final ByteBuffer file;
  private final PictureBounds bounds;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private int step;
  private int orientation = 1;
  private int width;
  private int height;
  private Component[] components = {};
  private int restartInterval;
  private int scans;
  private long blocks;
  private boolean jfif;
  private boolean adobe;
  private boolean transformed;

  /** One of the picture's colours: its number, and how often it is sampled. */
  private record Component(int id, int across, int down) {}

  private JpegDecoder(byte[] file, PictureBounds bounds) {
    this.file = ByteBuffer.wrap(file);
    this.bounds = bounds;
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
    JpegDecoder decoder = new JpegDecoder(file, bounds);
    decoder.file.position(2);
    while (decoder.readSegment()) {}
    byte[] whole = decoder.rebuilt();
    BufferedImage picture =
        decoder.components.length == 4
            ? decoder.inks(
                StrictReader.read("jpeg", whole, decoder.step, "", ImageReader::readRaster))
            : StrictReader.read("jpeg", whole, decoder.step);
    return UprightPicture.turned(picture, decoder.orientation);
  }

  /** Cyan, magenta, yellow and black; Adobe's programs store what is left of the paper's white. */
  private BufferedImage inks(Raster raster) {
    float[] levels = new float[3 * raster.getWidth() * raster.getHeight()];
    int[] row = new int[4 * raster.getWidth()];
    int next = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
      for (int i = 0; i < row.length; i += 4) {
        double[] ink = {row[i], row[i + 1], row[i + 2]};
        if (transformed) {
          double light = 255 - ink[0];
          double blue = ink[1] - 128;
          double red = ink[2] - 128;
          ink[0] = light - 1.402 * red;
          ink[1] = light + 0.344136 * blue + 0.714136 * red;
          ink[2] = light - 1.772 * blue;
        }
        for (double each : ink) {
          double clamped = Math.clamp(each, 0.0, 255.0);
          double level = adobe ? clamped * row[i + 3] : (255 - clamped) * (255 - row[i + 3]);
          levels[next++] = (float) (level / 255 / 255);
        }
      }
    }
    return new Levels(raster.getWidth(), raster.getHeight(), 3, false, levels).picture();
  }

  /** False after the last. */
  private boolean readSegment() throws IOException {
    int start = file.position();
    if (file.remaining() < 2) {
      throw RefusedPictureException.damaged("it ends too early, without an end marker");
    }
    if (file.get() != (byte) 0xff) {
      throw RefusedPictureException.damaged("no marker at byte " + start);
    }
    int marker = 0xff;
    while (marker == 0xff && file.hasRemaining()) {
      marker = Byte.toUnsignedInt(file.get());
    }
    if (marker == 0xd9) {
      if (scans == 0) {
        throw RefusedPictureException.damaged("no picture data");
      }
      return false;
    }
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) {
      throw RefusedPictureException.damaged("a wrong marker at byte " + start);
    }
    int length = file.remaining() < 2 ? 0 : Short.toUnsignedInt(file.getShort());
    int data = file.position();
    if (length < 2 || length - 2 > file.remaining()) {
      throw RefusedPictureException.damaged("it ends too early, within its header");
    }
    take(marker, file.slice(data, length - 2));
    file.position(data + length - 2);
    if (marker == 0xda) {
      skipScan(file.slice(data, length - 2));
    }
    if (marker < 0xe0 || (marker == 0xee && adobe)) {
      kept.write(0xff);
      kept.write(marker);
      kept.write(file.array(), data - 2, file.position() - data + 2);
    }
    return true;
  }

  private void take(int marker, ByteBuffer data) throws RefusedPictureException {
    switch (marker) {
      case 0xc0, 0xc1, 0xc2 -> readFrame(data);
      case 0xc4, 0xdb, 0xda -> {}
      case 0xdd ->
          restartInterval = data.remaining() < 2 ? 0 : Short.toUnsignedInt(data.getShort());
      case 0xe0 -> jfif |= begins(data, "JFIF\0");
      case 0xe1 -> {
        if (begins(data, "Exif\0\0")) {
          orientation = UprightPicture.orientation(data.position(6));
        }
      }
      case 0xee -> {
        adobe = data.remaining() == 12 && begins(data, "Adobe");
        transformed = adobe && data.get(11) == 2;
      }
      default -> {
        if (marker < 0xe0) {
          String kind =
              switch (marker) {
                case 0xc3, 0xc7, 0xcb, 0xcf, 0xf7 -> "lossless";
                case 0xc9, 0xca, 0xcc, 0xcd, 0xce -> "arithmetic coding";
                default -> "hierarchical";
              };
          throw new RefusedPictureException(
              "a JPEG picture of a rare kind (" + kind + ")", "a baseline or progressive one");
        }
      }
    }
  }

  private static boolean begins(ByteBuffer data, String start) {
    byte[] found = new byte[Math.min(start.length(), data.remaining())];
    data.get(0, found);
    return new String(found, StandardCharsets.ISO_8859_1).equals(start);
  }

  private void readFrame(ByteBuffer data) throws RefusedPictureException {
    if (components.length > 0 || data.remaining() < 6) {
      throw RefusedPictureException.damaged("its header is wrong");
    }
    int bits = data.get();
    if (bits != 8) {
      throw new RefusedPictureException("a JPEG picture of " + bits + " bits", "one of 8 bits");
    }
    height = Short.toUnsignedInt(data.getShort());
    width = Short.toUnsignedInt(data.getShort());
    step = bounds.step(width, height);
    components = new Component[Byte.toUnsignedInt(data.get())];
    if (components.length > 4 || data.remaining() != 3 * components.length) {
      throw RefusedPictureException.damaged("its header is wrong");
    }
    for (int i = 0; i < components.length; i++) {
      int id = Byte.toUnsignedInt(data.get());
      int sampling = Byte.toUnsignedInt(data.get());
      components[i] = new Component(id, sampling >> 4, sampling & 15);
      data.get();
      if (((sampling >> 4) - 1) >>> 2 != 0 || ((sampling & 15) - 1) >>> 2 != 0) {
        throw RefusedPictureException.damaged("its header is wrong");
      }
    }
  }

  /**
   * Steps over compressed data, up to the marker that ends it.
   *
   * @param header of the scan
   */
  private void skipScan(ByteBuffer header) throws RefusedPictureException {
    long units = units(header);
    scans++;
    byte[] bytes = file.array();
    int restarts = 0;
    int at = file.position();
    while (true) {
      if (at + 1 >= bytes.length) {
        throw RefusedPictureException.damaged("it ends too early");
      }
      int next = Byte.toUnsignedInt(bytes[at + 1]);
      if (bytes[at] != (byte) 0xff || next == 0) {
        at += bytes[at] == (byte) 0xff ? 2 : 1;
      } else if (next >= 0xd0 && next <= 0xd7) {
        if (next - 0xd0 != restarts++ % 8) {
          throw RefusedPictureException.damaged("a restart marker is missing");
        }
        at += 2;
      } else if (next == 0xff) {
        at++;
      } else {
        break;
      }
    }
    long expected = restartInterval == 0 ? 0 : Math.ceilDiv(units, restartInterval) - 1;
    if (restarts != expected) {
      throw RefusedPictureException.damaged(
          "%d restart markers instead of %d".formatted(restarts, expected));
    }
    file.position(at);
  }

  /** How many units a scan codes one by one, after which a restart may come. */
  private long units(ByteBuffer header) throws RefusedPictureException {
    int count = header.hasRemaining() ? header.get() : 0;
    if (components.length == 0 || count < 1 || header.remaining() < 2 * count) {
      throw RefusedPictureException.damaged("its header is wrong");
    }
    int across = 1;
    int down = 1;
    long samples = 0;
    for (Component component : components) {
      across = Math.max(across, component.across);
      down = Math.max(down, component.down);
      samples += component.across * component.down;
    }
    long whole = (long) Math.ceilDiv(width, 8 * across) * Math.ceilDiv(height, 8 * down);
    if ((scans > 0 || count < components.length) && whole * samples * 64 > MOST_COEFFICIENTS) {
      throw new RefusedPictureException(
          "a JPEG picture of %dx%d in several scans".formatted(width, height),
          "at most %,d samples in such a one".formatted(MOST_COEFFICIENTS));
    }
    Component only = component(header.get());
    long units = whole;
    if (count == 1) {
      units =
          Math.ceilDiv(Math.ceilDiv((long) width * only.across, across), 8)
              * Math.ceilDiv(Math.ceilDiv((long) height * only.down, down), 8);
    }
    blocks += count == 1 ? units : whole * samples;
    if (blocks > MOST_BLOCKS) {
      throw new RefusedPictureException(
          "a JPEG picture of %dx%d in more than %d scans".formatted(width, height, scans),
          "at most %,d blocks of 8x8 in all scans together".formatted(MOST_BLOCKS));
    }
    return units;
  }

  private Component component(int id) throws RefusedPictureException {
    for (Component component : components) {
      if (component.id == Byte.toUnsignedInt((byte) id)) {
        return component;
      }
    }
    throw RefusedPictureException.damaged("its header is wrong");
  }

  /**
   * The file without what is not of the picture. One that does not say which colours it has is of
   * luminance and chrominance, unless its components are called R, G and B.
   */
  private byte[] rebuilt() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(kept.size() + 32);
    whole.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd8});
    boolean named =
        components.length == 3
            && components[0].id == 'R'
            && components[1].id == 'G'
            && components[2].id == 'B';
    if (jfif || (components.length == 3 && !adobe && !named)) {
      whole.writeBytes(JFIF);
    }
    whole.writeBytes(kept.toByteArray());
    whole.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
    return whole.toByteArray();
  }
}
