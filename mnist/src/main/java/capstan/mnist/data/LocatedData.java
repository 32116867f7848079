package capstan.mnist.data;

/**
 * A dataset and what the user should be told about where it was found.
 *
 * @param dataset the images
 * @param notice some lines for the user; empty if the data is what was asked for
 */
public record LocatedData(Dataset dataset, String notice) {}
