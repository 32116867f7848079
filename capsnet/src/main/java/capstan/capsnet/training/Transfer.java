package capstan.capsnet.training;

import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.StartingWeights;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A training that starts from trained weights. Layers whose tensors have the names and shapes of
 * the trained network's are taken from it, those whose shapes follow from another number of classes
 * or another size of the images begin anew with the run's seed, and any other difference is
 * refused. The optimizer begins at zero, as in every new run.
 *
 * {@snippet :
 * SavedModel trained = SavedModel.load(Path.of("runs/digits"));
 * RunConfiguration fitted =
 *     Preset.QUICK.configuration().withModel(trained.model().configuration()).fittedTo(letters.train());
 * Transfer transfer = Transfer.of(fitted, trained);
 * try (RunFolder run = RunFolder.create(Path.of("runs/letters"));
 *     Trainer trainer =
 *         Trainer.start(transfer, letters, backend, run, SaveInterval.DEFAULT, listener)) {
 *   TrainingResult result = trainer.run();
 * }
 * }
 */
public final class Transfer {
  private final RunConfiguration configuration;
  private final Model source;

  private Transfer(RunConfiguration configuration, Model source) {
    this.configuration = configuration;
    this.source = source;
  }

  /**
   * Compares two networks.
   *
   * @param requested the new training, its network fitted to its data
   * @param source the trained network
   * @throws InvalidSettingException if they differ in more than what follows from the data, or have
   *     nothing in common; names tensor, found and expected. Or if a layer that begins anew is held
   */
  public static Transfer of(RunConfiguration requested, SavedModel source) {
    List<String> anew = anew(requested, source);
    for (String layer : anew) {
      if (requested.training().freeze().contains(layer)) {
        throw new InvalidSettingException(
            "freeze: found %s, which begins anew as the data asks for another shape; expected layers that are taken"
                .formatted(layer));
      }
    }
    List<StartingWeights> from = new ArrayList<>();
    from.add(new StartingWeights(source.name(), source.checksum(), anew));
    source.configuration().ifPresent(run -> from.addAll(run.startedFrom()));
    return new Transfer(requested.startingFrom(from), source.model());
  }

  /** Of the new training, which tells what it starts from. */
  public RunConfiguration configuration() {
    return configuration;
  }

  /** The layers that follow from the data. */
  private static List<String> anew(RunConfiguration requested, SavedModel source) {
    ModelConfiguration network = requested.model();
    Model trained = source.model();
    ImageExtents image = trained.configuration().image();
    Map<String, Shape> found = shapes(trained);
    // What the new network would be for the old data: colours apart, which a first layer sees.
    Map<String, Shape> likeSource =
        shapes(
            network
                .resized(
                    new ImageExtents(image.height(), image.width(), network.image().channels()),
                    trained.configuration().classes())
                .newModel());
    Model fresh = network.newModel();
    Map<String, Shape> expected = shapes(fresh);
    likeSource.forEach((name, shape) -> require(source, name, found.get(name), shape));
    found.forEach((name, shape) -> require(source, name, shape, likeSource.get(name)));
    List<String> anew =
        fresh.layers().stream()
            .filter(
                layer ->
                    layer.parameters().stream()
                        .map(ModelParameter::name)
                        .anyMatch(name -> !expected.get(name).equals(found.get(name))))
            .map(Layer::name)
            .toList();
    if (anew.size() == fresh.layers().size()) {
      throw new InvalidSettingException(source.file() + ": no layer of it fits the data");
    }
    return anew;
  }

  private static void require(SavedModel source, String tensor, Shape found, Shape expected) {
    if (!Objects.equals(found, expected)) {
      throw new InvalidSettingException(
          "%s: tensor %s: found %s, expected %s"
              .formatted(
                  source.file(),
                  tensor,
                  found == null ? "none" : found,
                  expected == null ? "none" : expected));
    }
  }

  private static Map<String, Shape> shapes(Model model) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (ModelParameter parameter : model.modelParameters()) {
      shapes.put(parameter.name(), parameter.layout().outside());
    }
    return shapes;
  }

  /** Takes the weights over into a network of the configuration, bit for bit. */
  void copyTo(Model model) {
    Map<String, ModelParameter> trained = new LinkedHashMap<>();
    source.modelParameters().forEach(each -> trained.put(each.name(), each));
    for (Layer layer : model.layers()) {
      if (!configuration.startedFrom().getFirst().anew().contains(layer.name())) {
        for (ModelParameter parameter : layer.parameters()) {
          parameter.fromPyTorch(trained.get(parameter.name()).toPyTorch());
        }
      }
    }
  }
}
