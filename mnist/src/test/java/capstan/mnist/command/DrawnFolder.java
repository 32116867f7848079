package capstan.mnist.command;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder in MNIST's form with few drawn digits in it. */
public final class DrawnFolder {
  private DrawnFolder() {}

  /**
   * Writes the four files.
   *
   * @param folder where to, created if need be
   * @param train number of training images
   * @param test number of test images
   */
  public static Path write(Path folder, int train, int test) throws IOException {
    return writeMiddles(folder, train, test, 28);
  }

  /** The same of the middles of the images, so many pixels wide and high. */
  static Path writeMiddles(Path folder, int train, int test, int side) throws IOException {
    Dataset digits = DrawnDigits.dataset(train, test, DrawnDigits.SEED, 1);
    Files.createDirectories(folder);
    write(folder, "train", digits.train().cropped(side, side));
    write(folder, "t10k", digits.test().cropped(side, side));
    return folder;
  }

  private static void write(Path folder, String half, ImageSet set) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + set.count() * set.imageSize());
    images.putInt(0x803).putInt(set.count()).putInt(set.height()).putInt(set.width());
    ByteBuffer labels = ByteBuffer.allocate(8 + set.count());
    labels.putInt(0x801).putInt(set.count());
    for (int image = 0; image < set.count(); image++) {
      images.put(set.image(image));
      labels.put((byte) set.label(image));
    }
    Files.write(folder.resolve(half + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(half + "-labels-idx1-ubyte"), labels.array());
  }

  /**
   * For trying commands by hand.
   *
   * @param arguments folder, training images, test images
   */
  public static void main(String... arguments) throws IOException {
    write(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
  }
}
