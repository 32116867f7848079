package capstan.mnist.fetch;

import java.net.URI;
import java.util.List;

/**
 * A published collection of images: its four files, and servers that each hold all of them.
 *
 * @param title what people call it
 * @param mirrors addresses of folders, each ending in a slash, the preferred first; of published
 *     collections none is asked without encryption
 * @param files what to fetch from them
 */
public record DataSource(String title, List<URI> mirrors, List<RemoteFile> files) {

  /** Handwritten digits (LeCun, Cortes, Burges). */
  public static final DataSource MNIST =
      of(
          "MNIST",
          List.of(
              "https://ossci-datasets.s3.amazonaws.com/mnist/",
              "https://storage.googleapis.com/cvdf-datasets/mnist/"),
          """
          train-images-idx3-ubyte.gz 9912422 440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609
          train-labels-idx1-ubyte.gz 28881 3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c
          t10k-images-idx3-ubyte.gz 1648877 8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6
          t10k-labels-idx1-ubyte.gz 4542 f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6
          """);

  /** Pieces of clothing in MNIST's form (Xiao, Rasul, Vollgraf, 2017). */
  public static final DataSource FASHION_MNIST =
      of(
          "Fashion-MNIST",
          List.of(
              "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
              "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
          """
          train-images-idx3-ubyte.gz 26421880 3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84
          train-labels-idx1-ubyte.gz 29515 a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845
          t10k-images-idx3-ubyte.gz 4422102 346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073
          t10k-labels-idx1-ubyte.gz 5148 67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5
          """);

  /**
   * One file of a collection.
   *
   * @param name its name on every mirror
   * @param size in bytes
   * @param sha256 its SHA-256 checksum, 64 hexadecimal digits in lower case
   */
  public record RemoteFile(String name, long size, String sha256) {}

  /** From a line for each file: its name, size and checksum. */
  private static DataSource of(String title, List<String> mirrors, String files) {
    return new DataSource(
        title,
        mirrors.stream().map(URI::create).toList(),
        files
            .lines()
            .map(line -> line.split(" "))
            .map(words -> new RemoteFile(words[0], Long.parseLong(words[1]), words[2]))
            .toList());
  }
}
