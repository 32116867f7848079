package capstan.mnist.data;

import capstan.core.Workers;
import capstan.mnist.data.PictureFolderFiles.LabelledFile;
import capstan.mnist.text.ShownName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A folder of pictures of one size, sorted into folders named for their classes: {@code
 * train/CLASS/*.png} and {@code test/CLASS/*.png}, or {@code CLASS/*.png} alone, of which every
 * seventh picture of a class is held out for testing. Labels follow the classes' names, which are
 * sorted, as numbers if all of them are.
 *
 * <p>Pixels are kept as they are. A set without any colour is grey, one value a pixel; one with a
 * coloured picture has red, green and blue. Transparent parts become black.
 */
public final class PictureFolder {
  private static final String ORIGIN = "the pictures in ";
  private static final int NAMED = 12;

  private PictureFolder() {}

  /**
   * Reads a folder.
   *
   * @param folder holds folders
   * @param classes how many classes a network is to tell apart, at least as many as there are;
   *     empty for as many as there are
   * @param threads how many may decode; the images do not depend on it
   * @param listener hears of progress
   * @throws InvalidDataException if a picture or a folder is not as it should be
   * @throws IOException if reading fails
   */
  public static LocatedData read(
      Path folder, OptionalInt classes, int threads, PictureListener listener) throws IOException {
    PictureFolderFiles files = PictureFolderFiles.list(folder);
    int count = classes.orElse(files.classes().size());
    if (count < files.classes().size()) {
      throw new InvalidDataException(
          folder, files.classes().size() + " classes", "at most " + count + ", as --classes says");
    }
    PictureDecoding.Decoded decoded;
    try (Workers workers = new Workers(threads)) {
      decoded = new PictureDecoding(files.train(), files.test(), listener).run(workers);
    }
    String origin = ORIGIN + ShownName.of(folder);
    return new LocatedData(
        new Dataset(
            origin,
            images(origin + " (training)", count, decoded, decoded.train(), files.train())
                .withClassNames(files.classes()),
            images(origin + " (test)", count, decoded, decoded.test(), files.test())
                .withClassNames(files.classes())),
        notice(files));
  }

  private static ImageSet images(
      String origin,
      int classes,
      PictureDecoding.Decoded size,
      byte[] pixels,
      List<LabelledFile> files) {
    byte[] labels = new byte[files.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) files.get(i).label();
    }
    return ImageSet.owning(
        origin, size.height(), size.width(), size.channels(), classes, pixels, labels);
  }

  /**
   * Whether images came from a folder of pictures.
   *
   * @param origin of a dataset
   */
  public static boolean isOrigin(String origin) {
    return origin.startsWith(ORIGIN);
  }

  private static String notice(PictureFolderFiles files) {
    StringBuilder text = new StringBuilder("classes");
    List<String> names = files.classes();
    for (int label = 0; label < names.size(); label++) {
      if (names.size() > NAMED && label == NAMED - 1) {
        text.append(", ...");
        label = names.size() - 1;
      }
      text.append(label == 0 ? " " : ", ").append(label).append(" = ").append(names.get(label));
    }
    if (files.heldOut()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%nThere are no folders train and test: every %dth picture of a class is held out, %d"
                  + " to test on beside %d to learn from.",
              PictureFolderFiles.HOLD_OUT,
              files.test().size(),
              files.train().size()));
    }
    if (!files.ignored().isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%nIgnored %d that %s no part of the data: %s%s",
              files.ignored().size(),
              files.ignored().size() == 1 ? "is" : "are",
              ShownName.of(files.ignored().getFirst()),
              files.ignored().size() == 1 ? "" : ", ..."));
    }
    return text.toString();
  }
}
