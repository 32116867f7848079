package capstan.capsnet.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What an earlier version computed, by name, from a resource beside this class.
 *
 * <p>A training leaves one thing to the machine: the last bit of {@code Math.pow}, {@code cos} and
 * {@code exp} in double precision before it is rounded to float. Other processors than x86 have
 * other code for these, so there a difference is shown as a test skipped, and not as one failed.
 */
record Recorded(Properties values) {
  private static final boolean X86 = System.getProperty("os.arch").matches("amd64|x86_64");

  static Recorded in(String resource) throws IOException {
    Properties values = new Properties();
    try (InputStream file = Recorded.class.getResourceAsStream(resource)) {
      values.load(file);
    }
    return new Recorded(values);
  }

  String value(String key) {
    return values.getProperty(key);
  }

  /** Compares what was found with what was recorded under these names. */
  void requireSame(Collection<String> keys, Map<String, String> found) {
    TreeMap<String, String> expected = new TreeMap<>();
    keys.forEach(key -> expected.put(key, value(key)));
    assumeTrue(
        X86 || found.equals(expected),
        () -> "other bits on this kind of processor: " + found + ", expected " + expected);
    assertThat(found).isEqualTo(expected);
  }
}
