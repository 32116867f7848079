package capstan.capsnet.run;

import java.util.List;

/**
 * The trained weights that a run started from.
 *
 * @param name of the run or the file they were in, without the way there
 * @param checksum CRC-32C of all its network's weights in the order of its file, in hexadecimal
 * @param anew names of the layers that were not taken from it and began from initial values
 */
public record StartingWeights(String name, String checksum, List<String> anew) {
  /** Copies the list. */
  public StartingWeights {
    anew = List.copyOf(anew);
  }
}
