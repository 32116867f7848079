package capstan.mnist.input;

import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.Resizing;
import capstan.core.Workers;
import capstan.mnist.input.PictureFolderFiles.LabelledFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

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
  private final List<LabelledFile> files = new ArrayList<>();
  private final PictureForm form;
  private final PictureListener listener;
  private final AtomicInteger coloured = new AtomicInteger();
  private final AtomicInteger resized = new AtomicInteger();

  /** Of the first picture that can be read, or asked for. */
  private Resizing size;

  private String sizeFrom = "";
  private PictureFaults unreadable;
  private PictureFaults ofAnotherSize;

  /**
   * Of a dataset.
   *
   * @param train at least one
   * @param test of the same size
   * @param form in which they are wanted
   * @param listener receives the progress
   */
  PictureDecoding(
      List<LabelledFile> train,
      List<LabelledFile> test,
      PictureForm form,
      PictureListener listener) {
    this.train = train;
    this.form = form;
    this.listener = listener;
    files.addAll(train);
    files.addAll(test);
  }

  /**
   * What was decoded.
   *
   * @param size of every picture
   * @param channels 1 or 3
   * @param train of the training pictures
   * @param test of the test pictures
   * @param coloured how many were in colour and became grey
   * @param resized how many were of another size
   * @param leftOut those that could not be read, by name
   */
  record Decoded(
      Resizing size,
      int channels,
      Half train,
      Half test,
      int coloured,
      int resized,
      PictureFaults leftOut) {}

  /**
   * One half.
   *
   * @param pixels {@code [count, height, width, channels]}
   * @param labels as many
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Half(byte[] pixels, int[] labels) {}

  /**
   * Decodes all pictures.
   *
   * @param workers who does it
   * @throws InvalidDataException if pictures cannot be read or are of another size: about all of
   *     them
   */
  Decoded run(Workers workers) throws IOException {
    size = form.resizing().orElse(null);
    for (int i = 0; i < files.size() && size == null; i++) {
      try {
        PicturePixels first = PicturePixels.read(files.get(i).file());
        size = new Resizing(first.width(), first.height(), Resizing.Fit.PAD);
        sizeFrom = files.get(i).file().toString();
      } catch (IOException toldLater) {
        // Found again, and reported, when all are decoded.
      }
    }
    if (size == null) {
      size = new Resizing(1, 1, Resizing.Fit.PAD);
    }
    Decoded decoded = decode(workers, form.channels().orElse(1));
    return decoded == null ? decode(workers, 3) : decoded;
  }

  /** Null if there is colour and no room for it. */
  private Decoded decode(Workers workers, int channels) throws IOException {
    int count = files.size();
    long length = (long) size.height() * size.width() * channels;
    requireRoom(channels, length);
    byte[] trainPixels = new byte[(int) (train.size() * length)];
    byte[] testPixels = new byte[(int) ((count - train.size()) * length)];
    AtomicBoolean colour = new AtomicBoolean();
    AtomicInteger done = new AtomicInteger();
    coloured.set(0);
    resized.set(0);
    unreadable = new PictureFaults();
    ofAnotherSize = new PictureFaults();
    workers.run(
        Math.ceilDiv(count, PART),
        (part, worker) -> {
          int end = Math.min(count, (part + 1) * PART);
          for (int i = part * PART; i < end && !colour.get(); i++) {
            PicturePixels picture = read(i);
            if (picture == null) {
              continue;
            }
            if (channels == 1 && !picture.grey()) {
              coloured.incrementAndGet();
              colour.set(form.channels().isEmpty());
            }
            boolean training = i < train.size();
            int place = training ? i : i - train.size();
            picture.copy(channels, training ? trainPixels : testPixels, (int) (place * length));
          }
          int now = done.addAndGet(end - part * PART);
          if (worker == 0 && !colour.get()) {
            listener.read(now, count);
          }
        });
    if (colour.get()) {
      return null;
    }
    refuse(form.skipUnreadable() ? ofAnotherSize : unreadable.and(ofAnotherSize));
    return new Decoded(
        size,
        channels,
        half(trainPixels, (int) length, 0, train.size()),
        half(testPixels, (int) length, train.size(), count),
        coloured.get(),
        resized.get(),
        unreadable);
  }

  private void refuse(PictureFaults wrong) throws InvalidDataException {
    if (wrong.count() == 0) {
      return;
    }
    StringBuilder message = new StringBuilder();
    if (wrong.count() > 1) {
      message.append(
          "%,d of %,d pictures are not as expected: ".formatted(wrong.count(), files.size()));
    }
    message.append(wrong);
    if (ofAnotherSize.count() > 0) {
      message.append(
          "; --resize %dx%d brings all to one size".formatted(size.width(), size.height()));
    }
    if (!form.skipUnreadable() && unreadable.count() > 0) {
      message.append("; --skip-unreadable leaves out what cannot be read");
    }
    throw new InvalidDataException(message.toString());
  }

  private void requireRoom(int channels, long length) throws InvalidDataException {
    int count = files.size();
    int test = count - train.size();
    if (count * length > Runtime.getRuntime().maxMemory() / 2
        || train.size() * length > LONGEST_ARRAY
        || test * length > LONGEST_ARRAY) {
      throw new InvalidDataException(
          "%,d pictures of %dx%dx%d make %,d bytes, expected at most %,d, half of the Java heap (-Xmx), and 2 GiB for a half; --resize makes them smaller"
              .formatted(
                  count,
                  size.height(),
                  size.width(),
                  channels,
                  count * length,
                  Runtime.getRuntime().maxMemory() / 2));
    }
  }

  /** Null if it cannot be read, or has another size. */
  private PicturePixels read(int index) {
    Path file = files.get(index).file();
    try {
      PicturePixels picture;
      if (form.resizing().isPresent()) {
        PicturePixels stored = PicturePixels.readToResize(PictureFile.of(file));
        picture = stored.resized(size);
        if (stored.height() != size.height() || stored.width() != size.width()) {
          resized.incrementAndGet();
        }
      } else {
        picture = PicturePixels.read(file);
      }
      if (picture.height() != size.height() || picture.width() != size.width()) {
        ofAnotherSize.add(
            index,
            new InvalidDataException(
                file,
                "a picture of %dx%d pixels".formatted(picture.width(), picture.height()),
                "%dx%d, as %s has".formatted(size.width(), size.height(), sizeFrom)));
        return null;
      }
      return picture;
    } catch (IOException failure) {
      unreadable.add(index, failure);
      return null;
    }
  }

  /** The pictures of a half that were read, moved together. */
  private Half half(byte[] pixels, int length, int from, int to) {
    int[] kept = IntStream.range(from, to).filter(i -> !unreadable.has(i)).toArray();
    for (int i = 0; i < kept.length; i++) {
      System.arraycopy(pixels, (kept[i] - from) * length, pixels, i * length, length);
    }
    return new Half(
        kept.length == to - from ? pixels : Arrays.copyOf(pixels, kept.length * length),
        Arrays.stream(kept).map(i -> files.get(i).label()).toArray());
  }
}
