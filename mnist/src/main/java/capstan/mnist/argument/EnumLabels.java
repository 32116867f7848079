package capstan.mnist.argument;

import capstan.capsnet.setting.Setting;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine;

/**
 * Lets an option take an enum's values by the names that they have in {@code config.json}.
 *
 * @param <E> the enum
 */
public class EnumLabels<E extends Enum<?>>
    implements CommandLine.ITypeConverter<E>, Iterable<String> {
  private final Class<? extends E> type;

  /**
   * Names of the constants of a type.
   *
   * @param type whose constants the user chooses from
   */
  public EnumLabels(Class<? extends E> type) {
    this.type = type;
  }

  @Override
  public E convert(String value) {
    for (E constant : type.getEnumConstants()) {
      if (Setting.label(constant).equals(value)) {
        return constant;
      }
    }
    throw new CommandLine.TypeConversionException(
        "expected one of " + String.join(", ", this) + ", found '" + value + "'");
  }

  /** For help and shell completion. */
  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(type.getEnumConstants()).map(Setting::label).iterator();
  }
}
