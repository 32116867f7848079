package capstan.capsnet.checkpoint;

import capstan.capsnet.file.OneLine;
import capstan.capsnet.idx.SystemFiles;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where weights lie that Hugging Face's programs saved: in one file, in several that are numbered,
 * with or without an index that says which tensor is in which, or in a folder of these.
 */
final class SafetensorsShards {
  private static final String ENDING = ".safetensors";
  private static final String INDEX = ENDING + ".index.json";
  private static final Pattern NUMBERED =
      Pattern.compile("(.*)-(\\d{5})-of-((?!00000)\\d{5})((\\..*)?\\.safetensors)");
  private static final int MOST = 1_000;
  private static final long LARGEST_INDEX = 100_000_000;

  private SafetensorsShards() {}

  /**
   * The files that belong to one.
   *
   * @param file any file
   * @return all of them, or the file alone
   * @throws InvalidCheckpointException if one is missing, or an index is none
   * @throws IOException if the index cannot be read
   */
  static List<Path> of(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    Matcher numbered = NUMBERED.matcher(name);
    List<Path> shards = new ArrayList<>();
    if (name.endsWith(INDEX) && Files.isRegularFile(file)) {
      for (String shard : namesIn(file)) {
        shards.add(file.resolveSibling(shard));
      }
    } else if (numbered.matches() && Files.exists(file)) {
      int count = Integer.parseInt(numbered.group(3));
      for (int shard = 1; shard <= Math.min(count, MOST + 1); shard++) {
        shards.add(
            file.resolveSibling(
                "%s-%05d-of-%s%s"
                    .formatted(numbered.group(1), shard, numbered.group(3), numbered.group(4))));
      }
    } else {
      return List.of(file);
    }
    if (shards.size() > MOST) {
      throw new InvalidCheckpointException(file.toString(), "one of more than " + MOST + " files");
    }
    for (Path shard : shards) {
      if (!Files.exists(shard)) {
        throw new InvalidCheckpointException(
            file.toString(),
            "weights in %d files, of which %s is missing"
                .formatted(shards.size(), OneLine.of(shard.getFileName().toString())));
      }
    }
    return shards;
  }

  /** Whether a file, which need not be there, has the name of weights or begins as they do. */
  static boolean isWeights(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(ENDING) || name.endsWith(INDEX) || !Files.isRegularFile(file)) {
      return name.endsWith(ENDING) || name.endsWith(INDEX);
    }
    byte[] start = FolderLock.start(file, Long.BYTES + 1);
    if (start.length <= Long.BYTES || start[Long.BYTES] != '{') {
      return false;
    }
    long header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return header > 0 && header <= Files.size(file) - Long.BYTES;
  }

  private static Set<String> namesIn(Path index) throws IOException {
    if (Files.size(index) > LARGEST_INDEX) {
      throw new InvalidCheckpointException(index.toString(), "too large for an index");
    }
    Set<String> names = new LinkedHashSet<>();
    try {
      for (JsonNode shard : new JsonMapper().readTree(index.toFile()).path("weight_map")) {
        String name = shard.asText();
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.contains("\0")) {
          throw new InvalidCheckpointException(
              index.toString(), "weight_map", "expected names of files beside it");
        }
        names.add(name);
      }
    } catch (JacksonException noJson) {
      throw new InvalidCheckpointException(index.toString(), "not the JSON of an index");
    }
    if (names.isEmpty()) {
      throw new InvalidCheckpointException(
          index.toString(), "weight_map", "missing, expected the file of each tensor");
    }
    return names;
  }

  /**
   * The weights in a folder: {@code model.safetensors}, an index, the only file or the only shards.
   *
   * @return empty if there is no such file
   * @throws InvalidCheckpointException if there are several
   * @throws IOException if the folder cannot be read
   */
  static Optional<Path> in(Path folder) throws IOException {
    List<Path> files = SystemFiles.usersFiles(folder);
    Path usual = folder.resolve("model" + ENDING);
    if (Files.isRegularFile(usual)) {
      return Optional.of(usual);
    }
    for (String ending : List.of(INDEX, ENDING)) {
      Set<List<Path>> candidates = new LinkedHashSet<>();
      for (Path file : files) {
        if (file.getFileName().toString().endsWith(ending)) {
          candidates.add(of(file));
        }
      }
      if (candidates.size() > 1) {
        List<String> names =
            candidates.stream().map(each -> each.getFirst().getFileName().toString()).toList();
        throw new InvalidCheckpointException(
            folder.toString(),
            "several files of weights, name one of them: " + OneLine.of(String.join(", ", names)));
      }
      if (!candidates.isEmpty()) {
        return Optional.of(candidates.iterator().next().getFirst());
      }
    }
    return Optional.empty();
  }
}
