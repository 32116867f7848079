package capstan.capsnet.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Everything that decides what a network computes before it has seen an image. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "network")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CapsNetConfiguration.class, name = "capsnet"),
  @JsonSubTypes.Type(value = BaselineCnnConfiguration.class, name = "cnn")
})
public sealed interface ModelConfiguration permits CapsNetConfiguration, BaselineCnnConfiguration {

  /** The images the network takes. */
  ImageExtents image();

  /** How many classes it tells apart. */
  int classes();

  /**
   * The network, every parameter zero: to be filled from a checkpoint.
   *
   * @throws InvalidSettingException if a layer has more numbers than one array holds
   */
  Model newModel();

  /**
   * The network with its initial values.
   *
   * @param seed the run's seed; the same seed gives the same values
   */
  default Model newModel(long seed) {
    Model model = newModel();
    int index = 0;
    for (ModelParameter parameter : model.modelParameters()) {
      parameter.initialise(seed, index++);
    }
    return model;
  }
}
