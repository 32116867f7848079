package capstan.mnist.fetch;

import java.net.URI;
import java.nio.file.Path;

/** Receives how a download goes, on the thread that called {@link DataFetch#fetch}. */
public interface FetchListener {

  /** Ignores everything. */
  FetchListener SILENT = new FetchListener() {};

  /**
   * A file is there already, its checksum right.
   *
   * @param file its name
   */
  default void present(String file) {}

  /**
   * Another download into the folder is under way, and its end is waited for.
   *
   * @param folder where both put their files
   */
  default void waiting(Path folder) {}

  /**
   * Bytes begin to arrive.
   *
   * @param file its name
   * @param from the address
   * @param done bytes already there from an earlier try
   * @param total bytes of the whole file
   */
  default void started(String file, URI from, long done, long total) {}

  /**
   * Some more bytes have arrived.
   *
   * @param file its name
   * @param done bytes there
   * @param total bytes of the whole file
   */
  default void progressed(String file, long done, long total) {}

  /**
   * A try failed; another follows, there or at another mirror.
   *
   * @param file its name
   * @param from the address
   * @param reason what went wrong, in a few words
   */
  default void failed(String file, URI from, String reason) {}

  /**
   * A file is complete, its checksum right, and under its final name.
   *
   * @param file its name
   */
  default void finished(String file) {}
}
