package capstan.capsnet.idx;

import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which files of a folder are a set in MNIST's form, found by names alone: {@code
 * train-images-idx3-ubyte} and its like, with a hyphen or a full stop before {@code idx}, plain or
 * {@code .gz}, and perhaps with the name of a set before them, as in {@code
 * emnist-letters-train-images-idx3-ubyte}. An unpacker may have put a file into a folder of its
 * name, and all of them may lie in folders further down, as in torchvision's {@code MNIST/raw}.
 *
 * @param folder where they are
 * @param set the name before those of the files, in small letters; empty if there is none
 * @param files the file of each role
 */
public record MnistFolderFiles(Path folder, String set, Map<Role, Path> files) {
  /** How many folders down a set may lie. */
  private static final int DEEPEST = 3;

  private static final int NAMED = 5;

  private static final Pattern NAME =
      Pattern.compile("(?:(.+)-)?(train|t10k|test)-(images|labels)[-.]idx\\d+-\\w+(?:\\.gz)?");

  /** What a file of a set is for. */
  public enum Role {
    /** Images to train with. */
    TRAIN_IMAGES("train-images-idx3-ubyte"),
    /** Their labels. */
    TRAIN_LABELS("train-labels-idx1-ubyte"),
    /** Images to test with. */
    TEST_IMAGES("t10k-images-idx3-ubyte"),
    /** Their labels. */
    TEST_LABELS("t10k-labels-idx1-ubyte");

    private final String usual;

    Role(String usual) {
      this.usual = usual;
    }
  }

  /** An entry with a name that fits. */
  private record Candidate(Path entry, Role role, String set) {

    /**
     * Files come before folders, and folders before links that lead nowhere; then "t10k" before
     * "test", hyphens before full stops, plain before gzipped, which is alphabetical order.
     */
    static final Comparator<Candidate> WELCOME =
        Comparator.comparing((Candidate candidate) -> !Files.isRegularFile(candidate.entry))
            .thenComparing(candidate -> !Files.exists(candidate.entry))
            .thenComparing(candidate -> candidate.entry.getFileName().toString());

    static Optional<Candidate> of(Path entry) {
      Matcher name = NAME.matcher(entry.getFileName().toString().toLowerCase(Locale.ROOT));
      if (!name.matches()) {
        return Optional.empty();
      }
      boolean train = name.group(2).equals("train");
      Role role =
          name.group(3).equals("images")
              ? train ? Role.TRAIN_IMAGES : Role.TEST_IMAGES
              : train ? Role.TRAIN_LABELS : Role.TEST_LABELS;
      return Optional.of(new Candidate(entry, role, name.group(1) == null ? "" : name.group(1)));
    }
  }

  /**
   * Finds a set in a folder or below it.
   *
   * @param folder that exists
   * @param split which of several sets; empty where there is one
   * @return empty if there is nothing of this form
   * @throws InvalidDataException if it is not clear which files are meant
   * @throws IOException if a folder cannot be listed
   */
  public static Optional<MnistFolderFiles> find(Path folder, Optional<String> split)
      throws IOException {
    List<Candidate> here = candidates(folder);
    if (!here.isEmpty()) {
      return Optional.of(choose(folder, here, split));
    }
    List<Path> begun = new ArrayList<>();
    addBelow(folder, DEEPEST, begun);
    List<Path> complete = new ArrayList<>();
    List<Candidate> together = new ArrayList<>();
    for (Path below : begun) {
      List<Candidate> candidates = candidates(below);
      together.addAll(candidates);
      if (isComplete(candidates)) {
        complete.add(below);
      }
    }
    if (complete.size() > 1) {
      throw new InvalidDataException(
          folder,
          "sets in "
              + inWords(complete.stream().map(path -> folder.relativize(path).toString()).toList()),
          "one; --data names the folder of one, such as " + complete.getFirst());
    }
    if (complete.size() == 1) {
      return Optional.of(choose(complete.getFirst(), candidates(complete.getFirst()), split));
    }
    return isComplete(together) ? Optional.of(choose(folder, together, split)) : Optional.empty();
  }

  /**
   * Whether the four files are in this very folder, be they right or wrong.
   *
   * @param folder any path
   */
  public static boolean isComplete(Path folder) throws IOException {
    return isComplete(candidates(folder));
  }

  private static boolean isComplete(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::role).distinct().count() == Role.values().length;
  }

  private static void addBelow(Path folder, int deepest, List<Path> begun) throws IOException {
    for (Path entry : SystemFiles.usersFiles(folder)) {
      if (Files.isDirectory(entry)) {
        if (!candidates(entry).isEmpty()) {
          begun.add(entry);
        } else if (deepest > 1) {
          addBelow(entry, deepest - 1, begun);
        }
      }
    }
  }

  private static List<Candidate> candidates(Path folder) throws IOException {
    return Files.isDirectory(folder)
        ? SystemFiles.usersFiles(folder).stream()
            .flatMap(entry -> Candidate.of(entry).stream())
            .sorted(Candidate.WELCOME)
            .toList()
        : List.of();
  }

  private static MnistFolderFiles choose(Path folder, List<Candidate> all, Optional<String> split)
      throws IOException {
    List<Candidate> wanted = all.stream().filter(candidate -> isOf(candidate.set, split)).toList();
    if (wanted.isEmpty()) {
      List<String> names = shortNames(sets(all));
      throw new InvalidDataException(
          folder,
          "no set " + split.orElseThrow(),
          names.isEmpty()
              ? "no --split, as the files' names begin with that of no set"
              : "one of " + inWords(names));
    }
    Map<Role, Candidate> chosen = new EnumMap<>(Role.class);
    for (Candidate candidate : wanted) {
      // A name that begins with that of no set comes first.
      chosen.merge(
          candidate.role, candidate, (a, b) -> !a.set.isEmpty() && b.set.isEmpty() ? b : a);
    }
    SortedSet<String> sets = sets(wanted);
    boolean ambiguous =
        wanted.stream()
            .anyMatch(
                other -> {
                  String taken = chosen.get(other.role).set;
                  return !taken.isEmpty() && !other.set.equals(taken);
                });
    if (ambiguous || sets(chosen.values()).size() > 1) {
      List<String> names = shortNames(sets);
      throw new InvalidDataException(
          folder,
          "the sets " + inWords(sets),
          "one; --split chooses: --split " + String.join(" or --split ", names));
    }
    Map<Role, Path> files = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      if (!chosen.containsKey(role)) {
        throw missing(folder, role);
      }
      files.put(role, inside(chosen.get(role)));
    }
    return new MnistFolderFiles(folder, chosen.get(Role.TRAIN_IMAGES).set, files);
  }

  private static boolean isOf(String set, Optional<String> split) {
    String wanted = split.orElse(set).toLowerCase(Locale.ROOT);
    return set.equals(wanted) || set.endsWith("-" + wanted);
  }

  private static SortedSet<String> sets(Iterable<Candidate> candidates) {
    SortedSet<String> sets = new TreeSet<>();
    candidates.forEach(candidate -> sets.add(candidate.set));
    sets.remove("");
    return sets;
  }

  /** What --split takes: the ends of the names, where they tell the sets apart. */
  private static List<String> shortNames(SortedSet<String> sets) {
    List<String> ends = sets.stream().map(set -> set.substring(set.indexOf('-') + 1)).toList();
    return ends.stream().distinct().count() == ends.size() ? ends : List.copyOf(sets);
  }

  /** The file itself, which an unpacker may have put into a folder of its name. */
  private static Path inside(Candidate candidate) throws IOException {
    if (!Files.isDirectory(candidate.entry)) {
      return candidate.entry;
    }
    List<Path> files =
        SystemFiles.usersFiles(candidate.entry).stream().filter(Files::isRegularFile).toList();
    Optional<Path> named =
        files.stream()
            .flatMap(file -> Candidate.of(file).stream())
            .filter(file -> file.role == candidate.role)
            .min(Candidate.WELCOME)
            .map(Candidate::entry);
    return named.orElse(files.size() == 1 ? files.getFirst() : candidate.entry);
  }

  /**
   * Says that a file is not there, and what is.
   *
   * @param folder where it should be
   * @param role what it is for
   */
  static InvalidDataException missing(Path folder, Role role) throws IOException {
    List<String> found =
        SystemFiles.usersFiles(folder).stream()
            .map(entry -> entry.getFileName().toString())
            .toList();
    Optional<String> archive = found.stream().filter(MnistFolderFiles::isArchive).findFirst();
    String above = above(folder);
    return new InvalidDataException(
        folder,
        "no " + role.usual + (found.isEmpty() ? ", an empty folder" : ", but " + inWords(found)),
        ("the four files of MNIST's form, %s and its like, plain or .gz, or folders of pictures,"
                + " named for their classes%s")
            .formatted(
                Role.TRAIN_IMAGES.usual,
                above.isEmpty() ? archive.map(name -> "; unpack " + name).orElse("") : above));
  }

  /** Says that the files are in the folder above, if they are, and if that one may be read. */
  static String above(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    return parent != null && Files.isReadable(parent) && isComplete(parent)
        ? "; the four files are in " + parent
        : "";
  }

  private static boolean isArchive(String name) {
    return name.toLowerCase(Locale.ROOT).matches(".*\\.(zip|tar|tgz|tar\\.gz|7z|rar)");
  }

  private static String inWords(Iterable<String> names) {
    List<String> all = new ArrayList<>();
    names.forEach(all::add);
    int rest = all.size() - NAMED;
    if (rest > 1) {
      return all.stream().limit(NAMED).collect(Collectors.joining(", ")) + " and " + rest + " more";
    }
    return all.size() == 1
        ? all.getFirst()
        : String.join(", ", all.subList(0, all.size() - 1)) + " and " + all.getLast();
  }
}
