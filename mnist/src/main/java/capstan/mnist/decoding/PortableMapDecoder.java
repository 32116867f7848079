package capstan.mnist.decoding;

import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * Decodes PBM, PGM and PPM files, in text and in binary form. All samples must be there, none above
 * the largest that the header names; behind them there may be white space or another picture.
 */
public final class PortableMapDecoder {
  private final byte[] file;
  private int next = 2;

  private PortableMapDecoder(byte[] file) {
    this.file = file;
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
    return new PortableMapDecoder(file).decode(bounds);
  }

  private BufferedImage decode(PictureBounds bounds) throws IOException {
    int kind = file[1] - '0';
    boolean bits = kind == 1 || kind == 4;
    boolean text = kind <= 3;
    int colours = kind == 3 || kind == 6 ? 3 : 1;
    int width = number();
    int height = number();
    int step = bounds.step(width, height);
    int white = bits ? 1 : number();
    if (white < 1 || white > 65535) {
      throw RefusedPictureException.damaged("white is %d, not 1 to 65535".formatted(white));
    }
    if (!text) {
      next++; // the one character after the header
    }
    int columns = Math.ceilDiv(width, step);
    float[] samples = new float[columns * Math.ceilDiv(height, step) * colours];
    int place = 0;
    int most = 0;
    for (int y = 0; y < height; y++) {
      int row = next;
      for (int i = 0; i < width * colours; i++) {
        int sample;
        if (bits) {
          sample = 1 - (text ? digit() : file[row + i / 8] >> (7 - i % 8) & 1);
        } else if (text) {
          sample = number();
        } else if (white < 256) {
          sample = Byte.toUnsignedInt(file[next++]);
        } else {
          sample = Byte.toUnsignedInt(file[next++]) << 8 | Byte.toUnsignedInt(file[next++]);
        }
        if (sample > white) {
          throw RefusedPictureException.damaged(
              "a sample of %d where white is %d".formatted(sample, white));
        }
        most = Math.max(most, sample);
        if (y % step == 0 && i / colours % step == 0) {
          samples[place++] = (float) sample / white;
        }
      }
      if (kind == 4) {
        next = row + Math.ceilDiv(width, 8);
      }
    }
    requireEnd();
    if (white == 65535) {
      SampleRange.requireWide(most, white);
    }
    return new Levels(columns, Math.ceilDiv(height, step), colours, false, samples).picture();
  }

  private void requireEnd() throws RefusedPictureException {
    while (next < file.length && Character.isWhitespace(file[next])) {
      next++;
    }
    if (next < file.length && file[next] != 'P' && file[next] != 0) {
      throw RefusedPictureException.damaged("more pixels than its header says");
    }
  }

  private int number() throws RefusedPictureException {
    skipSpace();
    int start = next;
    int number = 0;
    while (next < file.length && file[next] >= '0' && file[next] <= '9' && next - start < 9) {
      number = 10 * number + file[next++] - '0';
    }
    if (next == start) {
      throw noNumber();
    }
    return number;
  }

  private int digit() throws RefusedPictureException {
    skipSpace();
    int digit = file[next++] - '0';
    if (digit >>> 1 != 0) {
      throw noNumber();
    }
    return digit;
  }

  private RefusedPictureException noNumber() {
    return RefusedPictureException.damaged(
        next >= file.length ? "it ends too early" : "no number at byte " + next);
  }

  private void skipSpace() {
    while (next < file.length && (Character.isWhitespace(file[next]) || file[next] == '#')) {
      if (file[next] == '#') {
        while (next < file.length && file[next] != '\n' && file[next] != '\r') {
          next++;
        }
      } else {
        next++;
      }
    }
  }
}
