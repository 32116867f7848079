package capstan.mnist.input;

import java.io.IOException;
import java.util.BitSet;
import java.util.TreeMap;

/**
 * Pictures of a folder with which something is wrong, whoever finds it: all are counted and the
 * first few are named, so that a folder need not be put right one picture a time.
 */
final class PictureFaults {
  private static final int NAMED = 10;

  private final BitSet pictures = new BitSet();

  /** What is said of the first ones. */
  private final TreeMap<Integer, String> said = new TreeMap<>();

  /**
   * Adds one.
   *
   * @param index its place among all pictures
   * @param failure names it
   */
  synchronized void add(int index, IOException failure) {
    pictures.set(index);
    said.put(index, String.valueOf(failure.getMessage()));
    if (said.size() > NAMED) {
      said.pollLastEntry();
    }
  }

  /** Whether a picture is among them. */
  boolean has(int index) {
    return pictures.get(index);
  }

  /** How many there are. */
  int count() {
    return pictures.cardinality();
  }

  /** These and others, which are others of the same pictures. */
  PictureFaults and(PictureFaults others) {
    PictureFaults both = new PictureFaults();
    for (PictureFaults each : new PictureFaults[] {this, others}) {
      both.pictures.or(each.pictures);
      both.said.putAll(each.said);
    }
    while (both.said.size() > NAMED) {
      both.said.pollLastEntry();
    }
    return both;
  }

  /** What is said of the first ones, in a sentence. */
  @Override
  public String toString() {
    return String.join("; ", said.values())
        + (count() > said.size() ? "; and %,d more".formatted(count() - said.size()) : "");
  }
}
