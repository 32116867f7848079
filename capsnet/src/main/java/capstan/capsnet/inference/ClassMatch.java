package capstan.capsnet.inference;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.idx.MnistFolder;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.text.ShownName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Images under the classes of a saved network. Names decide: the labels of the data are those of
 * the network's classes of the same names, in whatever order the data has them and be they all or
 * some of them. Classes that have nothing but numbers, as those of MNIST's form, are matched with
 * numbers as with any name. Only where one side names no class at all does a place stand for one,
 * and that is reported.
 *
 * @param data with the network's labels
 * @param notice one line the user should see, if any
 */
public record ClassMatch(Dataset data, Optional<String> notice) {
  /** More classes are counted and not named. */
  private static final int NAMED = 10;

  /**
   * Matches them.
   *
   * @param network what is to be shown the data
   * @param data as it was read
   * @throws InvalidSettingException if there are images of a class that the network does not know,
   *     or if neither names nor places tell which class is which; names the classes of both
   */
  public static ClassMatch of(SavedModel network, Dataset data) {
    List<String> known = network.classNames();
    List<String> found = data.test().classNames().stream().map(ShownName::alike).toList();
    if (found.equals(known)) {
      return new ClassMatch(data, Optional.empty());
    }
    if (network.namesClasses() && areNumbersOf(known, found, data.origin())) {
      return new ClassMatch(
          data.relabelled(known, IntStream.range(0, known.size()).toArray()),
          Optional.of(
              "The network knows its classes by their numbers: " + pairs(known, found) + "."));
    }
    int[] labels = found.stream().mapToInt(known::indexOf).toArray();
    List<String> unknown = unknown(data, labels);
    if (unknown.isEmpty()) {
      List<String> absent = known.stream().filter(name -> !found.contains(name)).toList();
      return new ClassMatch(
          data.relabelled(known, labels),
          absent.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  "The data has %d of the network's %d classes: no %s."
                      .formatted(known.size() - absent.size(), known.size(), words(absent))));
    }
    boolean noNumbers = known.stream().noneMatch(ClassMatch::isNumber);
    boolean unnamed = found.equals(ImageSet.numbersOf(found.size())) && noNumbers;
    if (found.size() != known.size() || !(unnamed || !network.namesClasses())) {
      throw new InvalidSettingException(
          "%s has images of %s, which %s does not know: it knows %s"
              .formatted(data.origin(), words(unknown), network.file(), words(known)));
    }
    return new ClassMatch(
        unnamed ? data.relabelled(known, IntStream.range(0, known.size()).toArray()) : data,
        Optional.of(
            "The %s no class, so they are matched by their order: %s."
                .formatted(unnamed ? "data names" : "network's file names", pairs(known, found))));
  }

  /**
   * Whether classes were known by their numbers before a set in MNIST's form came with names for
   * them: there a label is a number, whatever it is called.
   *
   * @param known names that a network knows
   * @param found names that data has
   * @param origin of the data
   */
  static boolean areNumbersOf(List<String> known, List<String> found, String origin) {
    return known.size() == found.size()
        && known.equals(ImageSet.numbersOf(known.size()))
        && MnistFolder.isOrigin(origin);
  }

  /** Classes of which there are images, and which the network lacks. */
  private static List<String> unknown(Dataset data, int... labels) {
    boolean[] shown = new boolean[labels.length];
    Stream.concat(Stream.of(data.train(), data.test()), data.validation().stream())
        .forEach(
            images -> {
              for (int image = 0; image < images.count(); image++) {
                shown[images.label(image)] = true;
              }
            });
    List<String> names = data.test().classNames();
    return IntStream.range(0, labels.length)
        .filter(label -> shown[label] && labels[label] < 0)
        .mapToObj(names::get)
        .toList();
  }

  private static boolean isNumber(String name) {
    return name.matches("[0-9]+");
  }

  /**
   * Names of classes in a sentence, the first few if they are many.
   *
   * @param names at least one
   */
  static String words(List<String> names) {
    int shown = names.size() <= NAMED ? names.size() : NAMED - 1;
    return (names.size() == 1 ? "class " : "classes ")
        + String.join(", ", names.subList(0, shown))
        + (shown < names.size() ? " and " + (names.size() - shown) + " more" : "");
  }

  private static String pairs(List<String> known, List<String> found) {
    int shown = Math.min(NAMED, known.size());
    return IntStream.range(0, shown)
            .mapToObj(label -> found.get(label) + " for " + known.get(label))
            .collect(Collectors.joining(", "))
        + (shown < known.size() ? ", ..." : "");
  }
}
