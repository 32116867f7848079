package capstan.capsnet.checkpoint;

import capstan.capsnet.file.OneLine;
import capstan.capsnet.setting.Setting;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the first key in which two configurations differ.
 *
 * @param mayDiffer names of keys that are not compared
 */
record ConfigurationDifference(Set<String> mayDiffer) {

  /**
   * The first difference in the order of the keys asked for, in words.
   *
   * @param name what the two are called, empty for whole configurations
   * @param found the value in the checkpoint
   * @param requested the value asked for
   */
  Optional<String> first(String name, JsonNode found, JsonNode requested) {
    if (found.isObject() && requested.isObject()) {
      return firstOfKeys(name, found, requested);
    }
    if (found.isArray() && requested.isArray() && found.size() == requested.size()) {
      for (int i = 0; i < found.size(); i++) {
        Optional<String> difference = first(name + "[" + i + "]", found.get(i), requested.get(i));
        if (difference.isPresent()) {
          return difference;
        }
      }
      return Optional.empty();
    }
    boolean same =
        (found.isNumber() && requested.isNumber())
            ? found.decimalValue().compareTo(requested.decimalValue()) == 0
            : found.equals(requested);
    return same
        ? Optional.empty()
        : Optional.of(
            OneLine.of(name) + ": checkpoint " + text(found) + ", requested " + text(requested));
  }

  private Optional<String> firstOfKeys(String name, JsonNode found, JsonNode requested) {
    Set<String> keys = new LinkedHashSet<>();
    requested.fieldNames().forEachRemaining(keys::add);
    found.fieldNames().forEachRemaining(keys::add);
    keys.removeAll(mayDiffer);
    for (String key : keys) {
      String inWords = (name + " " + Setting.words(key)).strip();
      Optional<String> difference = first(inWords, found.path(key), requested.path(key));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "without it" : OneLine.of(value.toString());
  }
}
