package capstan.capsnet.inference;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.LoadedCheckpoint;
import capstan.capsnet.checkpoint.TensorChoice;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.BareWeights;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.text.ShownName;
import capstan.core.Shape;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the network that a file's header tells of, and chooses its tensors. Their names may all
 * begin alike: a program that wraps a network in another object, as most of PyTorch's do, puts that
 * object's name before them.
 */
final class NetworkWeights implements TensorChoice {
  private final Optional<BareWeights.WidthAndHeight> size;
  private final UnaryOperator<ModelConfiguration> change;
  private Optional<RunConfiguration> configuration = Optional.empty();
  private Model model;
  private String prefix = "";

  /**
   * Weights of which something is known besides the file.
   *
   * @param size of the images, for a file that does not say it
   * @param change as in {@link SavedModel#load}
   */
  NetworkWeights(
      Optional<BareWeights.WidthAndHeight> size, UnaryOperator<ModelConfiguration> change) {
    this.size = size;
    this.change = change;
  }

  /** The configuration of the run that made the file, if it says. */
  Optional<RunConfiguration> configuration() {
    return configuration;
  }

  /** The network, to be filled. */
  Model model() {
    return model;
  }

  /** What the user should know of the file, in one line. */
  Optional<String> notice(LoadedCheckpoint loaded) {
    if (prefix.isEmpty()) {
      return loaded.notice();
    }
    String wrapped = "\"" + ShownName.of(prefix) + "\" before the names of tensors is left off";
    return Optional.of(
        loaded
            .notice()
            .map(notice -> notice + "; " + wrapped)
            .orElse(loaded.file() + ": " + wrapped));
  }

  @Override
  public Map<String, String> choose(
      String file, SequencedMap<String, String> texts, SequencedMap<String, Shape> shapes)
      throws IOException {
    configuration = SavedModel.read(file, texts, SavedModel.CONFIGURATION, RunConfiguration.class);
    Optional<ModelConfiguration> said = configuration.map(RunConfiguration::model);
    if (said.isEmpty()) {
      said = SavedModel.read(file, texts, SavedModel.NETWORK, ModelConfiguration.class);
    }
    if (said.isPresent()) {
      ModelConfiguration known = change.apply(said.get());
      ConfigurationJson.requireSame(file, said.get(), known, Set.of());
      model = known.newModel();
      prefix =
          prefix(
              shapes.keySet(),
              model.modelParameters().stream()
                  .map(ModelParameter::name)
                  .map(Pattern::quote)
                  .collect(Collectors.joining("|")));
    } else {
      BareWeights weights = likeliest(shapes.keySet());
      prefix = prefix(shapes.keySet(), weights.names());
      Map<String, Shape> own = new HashMap<>();
      shapes.forEach(
          (name, shape) -> {
            if (name.startsWith(prefix)) {
              own.put(name.substring(prefix.length()), shape);
            }
          });
      model = change.apply(weights.network(own, size)).newModel();
    }
    Map<String, String> chosen = new LinkedHashMap<>();
    model
        .modelParameters()
        .forEach(parameter -> chosen.put(prefix + parameter.name(), parameter.name()));
    return chosen;
  }

  /** The family that most of the names are of; of equals the first. */
  private static BareWeights likeliest(Collection<String> names) {
    return ModelFamily.all().stream()
        .flatMap(family -> family.bareWeights().stream())
        .max(
            Comparator.comparingLong(
                weights -> {
                  Predicate<String> own = Pattern.compile(weights.names() + "$").asPredicate();
                  return names.stream().filter(own).count();
                }))
        .orElseThrow();
  }

  /** What most of the names wanted stand behind; nothing if that is as good as anything. */
  private static String prefix(Collection<String> names, String wanted) {
    Pattern pattern = Pattern.compile("(|.*?[^\\p{L}\\p{N}])(?:" + wanted + ")", Pattern.DOTALL);
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("", 0);
    for (String name : names) {
      Matcher found = pattern.matcher(name);
      if (found.matches()) {
        counts.merge(found.group(1), 1, Integer::sum);
      }
    }
    String best = "";
    for (String prefix : counts.keySet()) {
      int more = counts.get(prefix) - counts.get(best);
      if (more > 0 || (more == 0 && prefix.length() < best.length())) {
        best = prefix;
      }
    }
    return best;
  }
}
