package capstan.mnist.experiment;

/**
 * What the affNIST experiment tests on, as its folder keeps it, so that it is the same however
 * often the experiment was stopped.
 *
 * @param affnist where affNIST's files are, absolute; empty if images are generated
 * @param checksum CRC-32C of affNIST's images and labels, in hexadecimal; empty as well
 * @param versions generated of each test image; 0 where affNIST's files are read
 * @param images of the test set that are generated from, 0 for all
 */
public record AffNistTest(String affnist, String checksum, int versions, int images) {
  /** Its file in the folder of the experiment. */
  public static final String FILE = "test.json";

  /**
   * Whether the test is the same, wherever affNIST's files lie now.
   *
   * @param other another test
   */
  public boolean isSame(AffNistTest other) {
    return checksum.equals(other.checksum) && versions == other.versions && images == other.images;
  }

  /** As options in words. */
  public String words() {
    String kind = affnist.isEmpty() ? "--versions " + versions : "--affnist " + affnist;
    return images == 0 ? kind : kind + " --images " + images;
  }
}
