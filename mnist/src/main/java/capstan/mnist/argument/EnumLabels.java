package capstan.mnist.argument;

import capstan.capsnet.setting.Setting;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine;

/**
 * Lets an option take an enum's values by the names that they have in {@code config.json}.
 *
 * @param <E> the enum
 */
public class EnumLabels<E extends Enum<?>>
    implements CommandLine.ITypeConverter<E>, Iterable<String> {
  private final List<E> constants;

  /**
   * Names of the constants of a type.
   *
   * @param type whose constants the user chooses from
   */
  public EnumLabels(Class<? extends E> type) {
    this(List.of(type.getEnumConstants()));
  }

  /**
   * Names of some constants.
   *
   * @param constants those that the user chooses from
   */
  public EnumLabels(List<E> constants) {
    this.constants = constants;
  }

  @Override
  public E convert(String value) {
    for (E constant : constants) {
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
    return constants.stream().map(Setting::label).iterator();
  }
}
