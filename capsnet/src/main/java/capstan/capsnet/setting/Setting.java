package capstan.capsnet.setting;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One setting of a configuration: what {@link Tunable} says, and where it is.
 *
 * <p>
 *
 * {@snippet :
 * for (Setting setting : Setting.of(CapsNetConfiguration.class)) {
 *   System.out.println(setting.name() + " = " + setting.valueIn(CapsNetPresets.paper()));
 * }
 * }
 *
 * @param name what users call it
 * @param help what it is
 * @param learning whether it matters only while the network learns
 * @param needs the setting that must not be 0 or off for this one to have an effect; empty for none
 * @param bounds of its number or its numbers; of no use for what is none
 * @param path names of the components that lead to it from the configuration
 * @param type of the last of them
 * @param elements type of what a list holds; of any other the type itself
 */
public record Setting(
    String name,
    String help,
    boolean learning,
    String needs,
    Bounds bounds,
    List<String> path,
    Class<?> type,
    Class<?> elements) {

  /** What stands for a list of nothing. */
  public static final String NONE = "none";

  /** Settings in the components of a record alone, by the components' names. */
  private static final ClassValue<Map<String, List<Setting>>> OWN =
      new ClassValue<>() {
        @Override
        protected Map<String, List<Setting>> computeValue(Class<?> record) {
          Map<String, List<Setting>> own = new LinkedHashMap<>();
          for (RecordComponent component : record.getRecordComponents()) {
            own.put(component.getName(), in(component));
          }
          return own;
        }
      };

  /**
   * All settings of a configuration, in the order of its components.
   *
   * @param configuration its type; what is no record has none
   */
  public static List<Setting> of(Class<?> configuration) {
    List<Setting> settings = new ArrayList<>();
    collect(configuration, List.of(), settings);
    return settings;
  }

  private static void collect(Class<?> type, List<String> before, List<Setting> into) {
    if (!type.isRecord()) {
      return;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      List<Setting> own = OWN.get(type).get(component.getName());
      own.forEach(each -> into.add(each.within(before)));
      if (own.isEmpty()) {
        collect(component.getType(), joined(before, component.getName()), into);
      }
    }
  }

  private Setting within(List<String> before) {
    return before.isEmpty()
        ? this
        : new Setting(
            name,
            help,
            learning,
            needs,
            bounds,
            Stream.concat(before.stream(), path.stream()).toList(),
            type,
            elements);
  }

  private static List<Setting> in(RecordComponent component) {
    List<String> path = List.of(component.getName());
    return Arrays.stream(component.getAnnotationsByType(Tunable.class))
        .map(
            said -> {
              boolean whole = said.part().isEmpty();
              RecordComponent meant =
                  whole ? component : component(component.getType(), said.part());
              return new Setting(
                  said.name(),
                  said.help(),
                  said.learning(),
                  said.needs(),
                  new Bounds(said.least(), said.most()),
                  whole ? path : joined(path, said.part()),
                  meant.getType(),
                  elements(meant));
            })
        .toList();
  }

  private static Class<?> elements(RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType list
            && list.getActualTypeArguments()[0] instanceof Class<?> elements
        ? elements
        : component.getType();
  }

  private static List<String> joined(List<String> path, String name) {
    return Stream.concat(path.stream(), Stream.of(name)).toList();
  }

  /**
   * Checks the values of a record before it is made.
   *
   * @param record its type
   * @param values of all its components, in order
   * @throws InvalidSettingException if a number is outside its bounds
   */
  public static void check(Class<? extends Record> record, Object... values) {
    Iterator<Object> value = Arrays.asList(values).iterator();
    for (List<Setting> settings : OWN.get(record).values()) {
      Object whole = value.next();
      for (Setting setting : settings) {
        if (setting.isNumber()) {
          setting.require(
              record, setting.path.size() == 1 ? whole : get(whole, setting.path.getLast()));
        }
      }
    }
  }

  private void require(Class<?> record, Object value) {
    for (Object number : value instanceof List<?> list ? list : List.of(value)) {
      if (number instanceof Number found && !bounds.contains(found.doubleValue())) {
        throw new InvalidSettingException(
            "%s%s must be %s, found %s"
                .formatted(
                    record.isMemberClass() ? record.getSimpleName() + ": " : "",
                    path.stream().map(Setting::words).collect(Collectors.joining(" ")),
                    bounds.expected(type != double.class),
                    found));
      }
    }
  }

  /** Whether it is a number, or several, and so has bounds. */
  public boolean isNumber() {
    return elements == Integer.class || (type.isPrimitive() && type != boolean.class);
  }

  /**
   * Its value.
   *
   * @param configuration one that has this setting
   */
  public Object valueIn(Object configuration) {
    Object value = configuration;
    for (String component : path) {
      value = get(value, component);
    }
    return value;
  }

  /**
   * Another configuration, with other values; all change at once, so that they need only fit each
   * other.
   *
   * @param configuration a record
   * @param values by the names of settings
   * @throws InvalidSettingException if there is no such setting, or a value is of another type, or
   *     outside its bounds, or does not fit another one
   */
  public static <C> C changed(C configuration, Map<String, ?> values) {
    Map<List<String>, Object> byPath = new HashMap<>();
    List<Setting> settings = of(configuration.getClass());
    values.forEach(
        (name, value) -> {
          Setting setting =
              settings.stream()
                  .filter(each -> each.name.equals(name))
                  .findFirst()
                  .orElseThrow(() -> unknown(name, settings));
          byPath.put(setting.path, setting.converted(value));
        });
    @SuppressWarnings("unchecked")
    C changed = (C) rebuilt(configuration, byPath);
    return changed;
  }

  private static InvalidSettingException unknown(String name, List<Setting> settings) {
    return new InvalidSettingException(
        "there is no setting '%s', expected one of %s"
            .formatted(
                name, settings.stream().map(Setting::name).collect(Collectors.joining(", "))));
  }

  private Object converted(Object value) {
    if (type == double.class && value instanceof Number number) {
      return number.doubleValue();
    }
    if (type == long.class && value instanceof Integer number) {
      return number.longValue();
    }
    Class<?> expected = MethodType.methodType(type).wrap().returnType();
    if (!expected.isInstance(value)) {
      throw new InvalidSettingException(
          "%s: found %s, expected a value of type %s"
              .formatted(name, value, expected.getSimpleName()));
    }
    return value;
  }

  private static Object rebuilt(Object record, Map<List<String>, Object> values) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      Map<List<String>, Object> inside = new HashMap<>();
      values.forEach(
          (path, value) -> {
            if (path.getFirst().equals(name)) {
              inside.put(path.subList(1, path.size()), value);
            }
          });
      Object old = get(record, name);
      arguments[i] =
          inside.isEmpty()
              ? old
              : inside.containsKey(List.of()) ? inside.get(List.of()) : rebuilt(old, inside);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return reflected(() -> record.getClass().getDeclaredConstructor(types).newInstance(arguments));
  }

  private static RecordComponent component(Class<?> record, String name) {
    return Arrays.stream(record.getRecordComponents())
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(record + " has no component " + name));
  }

  private static Object get(Object record, String name) {
    return reflected(() -> component(record.getClass(), name).getAccessor().invoke(record));
  }

  private interface Reflection {
    Object run() throws ReflectiveOperationException;
  }

  private static Object reflected(Reflection call) {
    try {
      return call.run();
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(refused.getCause());
    } catch (ReflectiveOperationException hidden) {
      throw new IllegalStateException("a configuration's record must be public", hidden);
    }
  }

  /**
   * Settings with their values, as in {@code rotate 10, erase 4}.
   *
   * @param configuration that has them
   * @param which of its settings
   */
  public static String inWords(Object configuration, Predicate<Setting> which) {
    return of(configuration.getClass()).stream()
        .filter(which)
        .map(setting -> setting.name() + " " + text(setting.valueIn(configuration)))
        .collect(Collectors.joining(", "));
  }

  /**
   * A value as the command line takes it, such as {@code 1e-12}, {@code 512,1024}, {@code none} for
   * an empty list, or {@code all-masked}.
   *
   * @param value of a setting
   */
  public static String text(Object value) {
    return switch (value) {
      case List<?> list when list.isEmpty() -> NONE;
      case List<?> list -> list.stream().map(Setting::text).collect(Collectors.joining(","));
      case Double number -> Bounds.shortest(number);
      case Enum<?> constant -> label(constant);
      default -> value.toString();
    };
  }

  /** The name of an enum's constant as users and files have it. */
  public static String label(Enum<?> constant) {
    try {
      JsonProperty name =
          constant.getDeclaringClass().getField(constant.name()).getAnnotation(JsonProperty.class);
      return name == null ? constant.toString() : name.value();
    } catch (NoSuchFieldException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * The name of a component as people read it: {@code routingRounds} as {@code routing rounds}.
   *
   * @param component its name
   */
  public static String words(String component) {
    return component.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
