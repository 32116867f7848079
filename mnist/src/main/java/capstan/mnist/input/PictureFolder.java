package capstan.mnist.input;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.LocatedData;
import capstan.capsnet.idx.PictureFormat;
import capstan.capsnet.idx.SystemFiles;
import capstan.capsnet.text.ShownName;
import capstan.core.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A folder of pictures, of one size or brought to one, sorted into folders named for their classes:
 * {@code train/CLASS/*.png} and {@code test/CLASS/*.png}, or {@code CLASS/*.png} alone, of which
 * every seventh picture of a class is held out for testing. Labels follow the classes' names, which
 * are sorted, as numbers if all of them are.
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
   * @param listener receives the progress
   * @param form of the pictures
   * @throws InvalidDataException if pictures or a folder are not as they should be
   * @throws IOException if reading fails
   */
  public static LocatedData read(
      Path folder, OptionalInt classes, int threads, PictureListener listener, PictureForm form)
      throws IOException {
    PictureFolderFiles files = PictureFolderFiles.list(folder);
    int count = classes.orElse(files.classes().size());
    if (count < files.classes().size()) {
      throw new InvalidDataException(
          folder, files.classes().size() + " classes", "at most " + count + ", as --classes says");
    }
    PictureDecoding.Decoded decoded;
    try (Workers workers = new Workers(threads)) {
      decoded = new PictureDecoding(files.train(), files.test(), form, listener).run(workers);
    }
    requireAllClasses(folder, files.classes(), decoded);
    String origin = ORIGIN + ShownName.last(folder);
    return new LocatedData(
        new Dataset(
            origin,
            images(origin + " (training)", count, decoded, decoded.train(), files.classes()),
            images(origin + " (test)", count, decoded, decoded.test(), files.classes())),
        Optional.of(folder),
        notice(files, decoded));
  }

  /** A class may have lost all its pictures, where those are left out that cannot be read. */
  private static void requireAllClasses(
      Path folder, List<String> names, PictureDecoding.Decoded decoded)
      throws InvalidDataException {
    BitSet learned = new BitSet();
    Arrays.stream(decoded.train().labels()).forEach(learned::set);
    int absent = learned.nextClearBit(0);
    if (absent < names.size()) {
      throw new InvalidDataException(
          folder, "no readable picture of " + names.get(absent) + " to learn from", "at least 1");
    }
    if (decoded.test().labels().length == 0) {
      throw new InvalidDataException(folder, "no readable picture to test on", "at least 1");
    }
  }

  private static ImageSet images(
      String origin,
      int classes,
      PictureDecoding.Decoded decoded,
      PictureDecoding.Half half,
      List<String> names) {
    return ImageSet.owning(
            origin,
            decoded.size().height(),
            decoded.size().width(),
            decoded.channels(),
            classes,
            half.pixels(),
            half.labels())
        .withClassNames(names)
        .withResizing(Optional.of(decoded.size()));
  }

  /**
   * All pictures in a folder and below it, by name, without what systems add. Links to folders are
   * not followed.
   *
   * @param folder that exists
   * @throws InvalidDataException if there is none
   * @throws IOException if a folder cannot be listed
   */
  public static List<Path> picturesIn(Path folder) throws IOException {
    List<Path> pictures = new ArrayList<>();
    addPictures(folder, pictures);
    if (pictures.isEmpty()) {
      throw new InvalidDataException(folder, "no pictures", PictureFormat.READ);
    }
    return pictures;
  }

  private static void addPictures(Path folder, List<Path> into) throws IOException {
    for (Path entry : SystemFiles.usersFiles(folder)) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        addPictures(entry, into);
      } else if (PictureFormat.isPicture(entry)) {
        into.add(entry);
      }
    }
  }

  /**
   * Whether images came from a folder of pictures.
   *
   * @param origin of a dataset
   */
  public static boolean isOrigin(String origin) {
    return origin.startsWith(ORIGIN);
  }

  private static String notice(PictureFolderFiles files, PictureDecoding.Decoded decoded) {
    Formatter text = new Formatter(Locale.ROOT).format("classes");
    List<String> names = files.classes();
    for (int label = 0; label < names.size(); label++) {
      if (names.size() > NAMED && label == NAMED - 1) {
        text.format(", ...");
        label = names.size() - 1;
      }
      text.format("%s%d = %s", label == 0 ? " " : ", ", label, names.get(label));
    }
    files.remarks().forEach(remark -> text.format("%n%s", ShownName.of(remark)));
    if (files.heldOut()) {
      text.format(
          "%nThere are no folders train and test: every %dth picture of a class is held out, %d"
              + " to test on beside %d to learn from.",
          PictureFolderFiles.HOLD_OUT,
          decoded.test().labels().length,
          decoded.train().labels().length);
    }
    if (decoded.resized() > 0) {
      text.format(
          "%n%,d of %,d pictures are brought to %s.",
          decoded.resized(), files.train().size() + files.test().size(), decoded.size());
    }
    if (decoded.coloured() > 0) {
      text.format(
          "%n%,d pictures in colour are read as grey, as the network takes them.",
          decoded.coloured());
    }
    if (decoded.leftOut().count() > 0) {
      text.format(
          "%nLeft out %d that cannot be read: %s",
          decoded.leftOut().count(), ShownName.of(decoded.leftOut()));
    }
    if (!files.ignored().isEmpty()) {
      text.format(
          "%nIgnored %d that %s no part of the data: %s%s",
          files.ignored().size(),
          files.ignored().size() == 1 ? "is" : "are",
          ShownName.of(files.ignored().getFirst()),
          files.ignored().size() == 1 ? "" : ", ...");
    }
    return text.toString();
  }
}
