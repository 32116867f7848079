package capstan.capsnet.run;

import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.idx.MnistFolder;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Which data a run was trained on; a resumed run must find the same.
 *
 * @param origin what it is, for reports: the name of its folder without the way there
 * @param trainImages training images, those held out included
 * @param testImages test images
 * @param checksum CRC-32C of all training images and labels, in hexadecimal
 */
public record DataSummary(String origin, int trainImages, int testImages, String checksum) {
  /** Checkpoints of older versions hold the way to the folder, which is of one machine. */
  public DataSummary {
    origin = origin.replaceFirst("(the (?:files|pictures) in ).*[/\\\\](?=.)", "$1");
  }

  /**
   * Summarises a dataset.
   *
   * @param data the images as they are trained on
   */
  public static DataSummary of(Dataset data) {
    CRC32C checksum = new CRC32C();
    data.train().addTo(checksum);
    return new DataSummary(
        data.origin(),
        data.train().count(),
        data.test().count(),
        HexFormat.of().toHexDigits((int) checksum.getValue()));
  }

  /**
   * Whether the images are the same, wherever they were found.
   *
   * @param other another summary
   */
  private boolean sameImages(DataSummary other) {
    return trainImages == other.trainImages
        && testImages == other.testImages
        && checksum.equals(other.checksum);
  }

  /**
   * Checks that the images are the same.
   *
   * @param found of the data that is there now
   * @param checkpoint whose training this summary is of
   * @throws InvalidCheckpointException if they are others
   */
  public void require(DataSummary found, String checkpoint) throws InvalidCheckpointException {
    if (!sameImages(found)) {
      throw new InvalidCheckpointException(
          checkpoint,
          "trained on other data: on " + inWords() + "; found " + found.inWords() + remedy(found));
    }
  }

  /** Images of EMNIST may have been read as they lie, or turned. */
  private String remedy(DataSummary found) {
    boolean turned = MnistFolder.isTurned(origin);
    if (turned == MnistFolder.isTurned(found.origin)) {
      return "";
    }
    return turned
        ? "; --transposed turns the images"
        : "; --no-transposed leaves the images as they are";
  }

  /** For a message. */
  private String inWords() {
    return "%d training and %d test images from %s, checksum %s"
        .formatted(trainImages, testImages, origin, checksum);
  }
}
