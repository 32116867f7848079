package capstan.mnist.data;

import capstan.core.Workers;
import capstan.mnist.data.PictureFolderFiles.LabelledFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decodes the pictures of both halves of a dataset, all of one size, in their order whoever decodes
 * which. It begins with a byte a pixel, and again with three if a picture with colour turns up, so
 * that memory is claimed once and every picture is decoded once, but for those before the first one
 * in colour.
 */
final class PictureDecoding {
  private static final int PART = 64;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final List<LabelledFile> train;
  private final List<LabelledFile> test;
  private final int height;
  private final int width;
  private final PictureListener listener;
  private final AtomicInteger firstWrong = new AtomicInteger(Integer.MAX_VALUE);

  /** Of the first wrong picture; guarded by this. */
  private IOException failure;

  /**
   * Looks at the first picture, which decides the size.
   *
   * @param train at least one
   * @param test of the same size
   * @param listener hears of progress
   */
  PictureDecoding(List<LabelledFile> train, List<LabelledFile> test, PictureListener listener)
      throws IOException {
    this.train = train;
    this.test = test;
    this.listener = listener;
    PicturePixels first = PicturePixels.read(train.getFirst().file());
    height = first.height();
    width = first.width();
  }

  /**
   * Numbers of all pictures, {@code [count, height, width, channels]}.
   *
   * @param channels 1 or 3
   * @param train of the training pictures
   * @param test of the test pictures
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Decoded(int height, int width, int channels, byte[] train, byte[] test) {}

  /**
   * Decodes all pictures.
   *
   * @param workers who does it
   * @throws InvalidDataException if a picture is damaged or of another size: always about the first
   */
  Decoded run(Workers workers) throws IOException {
    Decoded grey = decode(workers, 1);
    return grey == null ? decode(workers, 3) : grey;
  }

  /** Null if there is colour and no room for it. */
  private Decoded decode(Workers workers, int channels) throws IOException {
    int count = train.size() + test.size();
    long size = (long) height * width * channels;
    if (count * size > Runtime.getRuntime().maxMemory() / 2
        || train.size() * size > LONGEST_ARRAY
        || test.size() * size > LONGEST_ARRAY) {
      throw new InvalidDataException(
          "%,d pictures of %dx%dx%d make %,d bytes, expected at most %,d, half of the Java heap (-Xmx), and 2 GiB for a half"
              .formatted(
                  count,
                  height,
                  width,
                  channels,
                  count * size,
                  Runtime.getRuntime().maxMemory() / 2));
    }
    Decoded decoded =
        new Decoded(
            height,
            width,
            channels,
            new byte[(int) (train.size() * size)],
            new byte[(int) (test.size() * size)]);
    AtomicBoolean colour = new AtomicBoolean();
    AtomicInteger done = new AtomicInteger();
    firstWrong.set(Integer.MAX_VALUE);
    workers.run(
        Math.ceilDiv(count, PART),
        (part, worker) -> {
          int end = Math.min(count, (part + 1) * PART);
          for (int i = part * PART; i < end && i < firstWrong.get() && !colour.get(); i++) {
            decode(i, decoded, colour);
          }
          int now = done.addAndGet(end - part * PART);
          if (worker == 0 && !colour.get()) {
            listener.read(now, count);
          }
        });
    if (colour.get()) {
      return null;
    }
    if (failure != null) {
      throw failure;
    }
    return decoded;
  }

  private void decode(int index, Decoded decoded, AtomicBoolean colour) {
    boolean training = index < train.size();
    int place = training ? index : index - train.size();
    try {
      PicturePixels picture = read((training ? train : test).get(place).file());
      if (decoded.channels == 1 && !picture.grey()) {
        colour.set(true);
        return;
      }
      picture.copy(
          decoded.channels,
          training ? decoded.train : decoded.test,
          place * height * width * decoded.channels);
    } catch (IOException e) {
      remember(index, e);
    }
  }

  private synchronized void remember(int index, IOException wrong) {
    if (index < firstWrong.get()) {
      firstWrong.set(index);
      failure = wrong;
    }
  }

  private PicturePixels read(Path file) throws IOException {
    PicturePixels picture = PicturePixels.read(file);
    if (picture.height() != height || picture.width() != width) {
      throw new InvalidDataException(
          file,
          "a picture of %dx%d pixels".formatted(picture.width(), picture.height()),
          "%dx%d, as %s has".formatted(width, height, train.getFirst().file()));
    }
    return picture;
  }
}
