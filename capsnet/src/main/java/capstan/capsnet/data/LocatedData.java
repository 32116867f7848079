package capstan.capsnet.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A dataset and what the user should know about where it was found.
 *
 * @param dataset the images
 * @param folder where it was found; empty if it was drawn
 * @param notice some lines for the user; empty if the data is what was asked for
 */
public record LocatedData(Dataset dataset, Optional<Path> folder, String notice) {}
