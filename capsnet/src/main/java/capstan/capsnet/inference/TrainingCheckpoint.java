package capstan.capsnet.inference;

import capstan.autograd.Parameter;
import capstan.autograd.optim.Adam;
import capstan.autograd.optim.WeightCopy;
import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.layer.WeightLayout;
import capstan.capsnet.model.Model;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.TrainingState;
import capstan.core.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * What a training needs to go on, as tensors of a checkpoint: under the network's own names the
 * weights that it is used with, and beside them Adam's moments and further copies of the weights.
 *
 * @param model the network, with the weights that it is used with
 * @param adam its optimizer
 * @param copies of its weights, by what stands before their names
 */
public record TrainingCheckpoint(Model model, Adam adam, SequencedMap<String, WeightCopy> copies) {
  private static final String FIRST_MOMENT = "adam.first_moment.";
  private static final String SECOND_MOMENT = "adam.second_moment.";

  /**
   * Everything of a run, in a checkpoint of its own memory: of parameters that are not trained
   * there are no moments.
   *
   * @param configuration the run's
   * @param state how far it came
   * @param images that it is tested on, which tell what its classes are called
   */
  public Checkpoint save(RunConfiguration configuration, TrainingState state, ImageSet images) {
    return checkpoint(configuration, state, images, TrainingCheckpoint::outside);
  }

  /**
   * A checkpoint of the size that {@link #save} makes, for nothing but to see whether there is room
   * for it: it shares the run's memory, and its numbers have the order that they have there.
   *
   * @param configuration the run's
   * @param state how far it came
   * @param images that it is tested on
   */
  public Checkpoint sized(RunConfiguration configuration, TrainingState state, ImageSet images) {
    return checkpoint(configuration, state, images, (_, inside) -> inside);
  }

  private Checkpoint checkpoint(
      RunConfiguration configuration,
      TrainingState state,
      ImageSet images,
      BiFunction<ModelParameter, Tensor, Tensor> order) {
    Checkpoint.Builder checkpoint =
        Checkpoint.builder()
            .text(SavedModel.CONFIGURATION, ConfigurationJson.write(configuration))
            .text(SavedModel.STATE, ConfigurationJson.write(state));
    SavedModel.texts(images).forEach(checkpoint::text);
    for (ModelParameter parameter : model.modelParameters()) {
      checkpoint.tensor(parameter.name(), order.apply(parameter, parameter.parameter().value()));
    }
    for (Beside each : beside()) {
      checkpoint.tensor(each.name(), order.apply(each.parameter(), each.numbers()));
    }
    return checkpoint.build();
  }

  /** Numbers that stand beside a parameter's weights, in the run's memory. */
  private record Beside(String name, ModelParameter parameter, Tensor numbers) {}

  private List<Beside> beside() {
    List<Beside> beside = new ArrayList<>();
    for (ModelParameter parameter : model.modelParameters()) {
      String name = parameter.name();
      Parameter trained = parameter.parameter();
      if (adam.parameters().contains(trained)) {
        beside.add(new Beside(FIRST_MOMENT + name, parameter, adam.firstMoment(trained)));
        beside.add(new Beside(SECOND_MOMENT + name, parameter, adam.secondMoment(trained)));
      }
      copies.forEach(
          (prefix, copy) -> beside.add(new Beside(prefix + name, parameter, copy.of(trained))));
    }
    return beside;
  }

  private static Tensor outside(ModelParameter parameter, Tensor inside) {
    Tensor outside = Tensor.zeros(parameter.layout().outside());
    parameter.layout().toPyTorch(inside, outside);
    return outside;
  }

  /**
   * All of its numbers, in the run's memory, in an order that depends on the configuration alone.
   */
  public List<Tensor> tensors() {
    return Stream.concat(
            model.parameters().stream().map(Parameter::value),
            beside().stream().map(Beside::numbers))
        .toList();
  }

  /**
   * Takes weights, moments and step from a checkpoint.
   *
   * @param checkpoint that {@link #save} made of the like
   * @return where the training was
   * @throws InvalidCheckpointException if it lacks something
   * @throws IOException if its texts cannot be read; the message is one line
   */
  public TrainingState restore(Checkpoint checkpoint) throws IOException {
    TrainingState state = SavedModel.state(checkpoint);
    SavedModel.loadWeights(checkpoint, model);
    for (Beside each : beside()) {
      WeightLayout layout = each.parameter().layout();
      layout.fromPyTorch(checkpoint.tensor(each.name(), layout.outside()), each.numbers());
    }
    adam.stepCount(state.step());
    return state;
  }
}
