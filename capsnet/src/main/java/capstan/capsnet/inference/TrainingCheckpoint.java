package capstan.capsnet.inference;

import capstan.autograd.Parameter;
import capstan.autograd.optim.Adam;
import capstan.autograd.optim.WeightCopy;
import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.TrainingState;
import capstan.core.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiFunction;

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
    for (ModelParameter parameter : model.modelParameters()) {
      Parameter trained = parameter.parameter();
      if (adam.parameters().contains(trained)) {
        checkpoint.tensor(
            FIRST_MOMENT + parameter.name(), order.apply(parameter, adam.firstMoment(trained)));
        checkpoint.tensor(
            SECOND_MOMENT + parameter.name(), order.apply(parameter, adam.secondMoment(trained)));
      }
      for (Map.Entry<String, WeightCopy> copy : copies.entrySet()) {
        checkpoint.tensor(
            copy.getKey() + parameter.name(), order.apply(parameter, copy.getValue().of(trained)));
      }
    }
    return checkpoint.build();
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
    List<Tensor> tensors = new ArrayList<>();
    for (ModelParameter parameter : model.modelParameters()) {
      Parameter trained = parameter.parameter();
      tensors.add(trained.value());
      if (adam.parameters().contains(trained)) {
        tensors.add(adam.firstMoment(trained));
        tensors.add(adam.secondMoment(trained));
      }
      copies.values().forEach(copy -> tensors.add(copy.of(trained)));
    }
    return tensors;
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
    for (ModelParameter parameter : model.modelParameters()) {
      Parameter trained = parameter.parameter();
      if (adam.parameters().contains(trained)) {
        restore(checkpoint, FIRST_MOMENT, parameter, adam.firstMoment(trained));
        restore(checkpoint, SECOND_MOMENT, parameter, adam.secondMoment(trained));
      }
      for (Map.Entry<String, WeightCopy> copy : copies.entrySet()) {
        restore(checkpoint, copy.getKey(), parameter, copy.getValue().of(trained));
      }
    }
    adam.stepCount(state.step());
    return state;
  }

  private static void restore(
      Checkpoint checkpoint, String prefix, ModelParameter parameter, Tensor inside)
      throws InvalidCheckpointException {
    Tensor outside = checkpoint.tensor(prefix + parameter.name(), parameter.layout().outside());
    parameter.layout().fromPyTorch(outside, inside);
  }
}
