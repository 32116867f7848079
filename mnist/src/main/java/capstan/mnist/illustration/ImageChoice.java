package capstan.mnist.illustration;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.run.DataFit;
import capstan.capsnet.text.ShownName;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.input.PictureFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * One image that a user names: a test image by its number, or a picture file.
 *
 * @param name for titles, such as "test image 7, a 9"
 * @param fileName for names of files, such as "7" or "photo"
 * @param label its true class, if it is known
 * @param pixels as the network takes them; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record ImageChoice(String name, String fileName, OptionalInt label, float... pixels) {

  /**
   * Finds the image.
   *
   * @param word a number or a file
   * @param saved the network it is for
   * @param test the test images
   * @throws CommandFailure if there is no such test image, or the network takes no pictures
   * @throws IOException if the file is no picture
   */
  public static ImageChoice of(String word, SavedModel saved, ImageSet test)
      throws CommandFailure, IOException {
    if (isPicture(word)) {
      return ofPicture(Path.of(word), saved);
    }
    DataFit.check(saved.model().configuration(), test);
    int image = word.length() > 9 ? -1 : Integer.parseInt(word);
    if (image < 0 || image >= test.count()) {
      throw new CommandFailure(
          "no test image " + word + ": " + test.origin() + " has 0 to " + (test.count() - 1), null);
    }
    return ofTest(test, image);
  }

  /** Whether a word names a file and not a test image. */
  public static boolean isPicture(String word) {
    return !word.matches("[+-]?[0-9]+");
  }

  /** A test image. */
  public static ImageChoice ofTest(ImageSet test, int image) {
    float[] pixels = new float[test.imageSize()];
    test.copyImage(image, pixels, 0);
    int label = test.label(image);
    return new ImageChoice(
        "test image " + image + ", " + kind(test, label),
        "" + image,
        OptionalInt.of(label),
        pixels);
  }

  /**
   * A picture.
   *
   * @param file where it is
   * @param saved the network it is for
   * @throws IOException if it is none
   */
  public static ImageChoice ofPicture(Path file, SavedModel saved) throws IOException {
    PictureInput.Read read = PictureInput.of(saved).read(PictureFile.of(file));
    String name = ShownName.of(file.getFileName());
    return new ImageChoice(
        read.note().isEmpty() ? name : name + " (" + read.note() + ")",
        name.replaceFirst("\\.[^.]*$", ""),
        OptionalInt.empty(),
        read.pixels());
  }

  /** Such as "a 7", or "class 2, standing" where classes have names. */
  private static String kind(ImageSet images, int label) {
    String name = images.classNames().get(label);
    return name.equals("" + label) ? "a " + label : "class " + label + ", " + name;
  }
}
