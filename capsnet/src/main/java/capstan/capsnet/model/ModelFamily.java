package capstan.capsnet.model;

import capstan.capsnet.setting.InvalidSettingException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * A kind of network that runs and checkpoints can be of. Whoever has one of their own names a class
 * that implements this to {@link ServiceLoader}, as ours are named: by {@code provides} in {@code
 * module-info.java}, or on the class path in a file {@code
 * META-INF/services/capstan.capsnet.model.ModelFamily}. Trainings are then saved, gone on with,
 * evaluated and used like those of our networks.
 */
public interface ModelFamily {

  /**
   * What configurations and checkpoints call it. It must stay the same, or they cannot be read. The
   * name of this class unless overridden, so that a program without it says which class it lacks.
   */
  default String name() {
    return getClass().getName();
  }

  /** The network that is meant where only the family is named; for MNIST's images. */
  ModelConfiguration standard();

  /** How files of weights are recognised that tell no configuration; empty if they are not. */
  default Optional<BareWeights> bareWeights() {
    return Optional.empty();
  }

  /**
   * All that are there.
   *
   * @throws InvalidSettingException if one is named that cannot be loaded; names it
   */
  static List<ModelFamily> all() {
    try {
      return ServiceLoader.load(ModelFamily.class, ModelFamily.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();
    } catch (ServiceConfigurationError broken) {
      throw new InvalidSettingException("a model family cannot be loaded: " + broken.getMessage());
    }
  }

  /**
   * The family of a network.
   *
   * @param network any configuration
   * @throws InvalidSettingException if none is there that has it
   */
  static ModelFamily of(ModelConfiguration network) {
    return all().stream()
        .filter(family -> family.standard().getClass() == network.getClass())
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    "no ModelFamily has networks of "
                        + network.getClass().getName()
                        + ": name one to ServiceLoader, so that a checkpoint can be read again"));
  }

  /**
   * The family of this name.
   *
   * @param name as in {@link #name}
   * @throws InvalidSettingException if there is none; says which there are, and the cure
   */
  static ModelFamily named(String name) {
    return all().stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new InvalidSettingException(notHere(name)));
  }

  /**
   * Says that a family is missing, which are there, and the cure.
   *
   * @param name of the family that is not there
   */
  static String notHere(String name) {
    return "no model family %s is here: add the jar that has it to the class path, or take one of %s"
        .formatted(name, all().stream().map(ModelFamily::name).collect(Collectors.joining(", ")));
  }
}
