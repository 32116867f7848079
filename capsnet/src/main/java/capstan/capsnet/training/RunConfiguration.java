package capstan.capsnet.training;

import capstan.capsnet.model.ModelConfiguration;

/**
 * Everything that decides a run, but for its data and the machine.
 *
 * @param preset what it was made from, for reports
 * @param model the network
 * @param training how it is trained
 */
public record RunConfiguration(
    String preset, ModelConfiguration model, TrainingConfiguration training) {

  /**
   * With another network.
   *
   * @param value its configuration
   */
  public RunConfiguration withModel(ModelConfiguration value) {
    return new RunConfiguration(preset, value, training);
  }

  /**
   * Trained otherwise.
   *
   * @param value how
   */
  public RunConfiguration withTraining(TrainingConfiguration value) {
    return new RunConfiguration(preset, model, value);
  }
}
