package capstan.capsnet.run;

import capstan.autograd.Parameter;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import capstan.capsnet.setting.InvalidSettingException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Layers that a training leaves as they are. */
public final class FrozenLayers {
  private FrozenLayers() {}

  /**
   * What they learned, which is not to change.
   *
   * @param model the network
   * @param names of some of its layers
   * @throws InvalidSettingException if it has no such layer, or nothing is left to train
   */
  public static Set<Parameter> parameters(Model model, List<String> names) {
    List<String> known = model.layers().stream().map(Layer::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new InvalidSettingException(
            "freeze: found no layer '%s', expected some of %s"
                .formatted(name, String.join(", ", known)));
      }
    }
    Set<Parameter> held = new LinkedHashSet<>();
    for (Layer layer : model.layers()) {
      if (names.contains(layer.name())) {
        layer.parameters().stream().map(ModelParameter::parameter).forEach(held::add);
      }
    }
    if (held.size() == model.modelParameters().size()) {
      throw new InvalidSettingException(
          "freeze: found all layers, expected at least one that is trained");
    }
    return held;
  }
}
