package capstan.capsnet.network;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Mask;
import capstan.autograd.capsule.SelectCapsule;
import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.Dense;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.model.CapsuleDrawing;
import capstan.core.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The reconstruction network (section 4.1 of the paper): fully connected layers that draw the image
 * again from one output capsule. They are named after their place among PyTorch's modules,
 * activations included: 0, 2, 4.
 */
final class Decoder implements CapsuleDrawing {
  private final DecoderInput input;
  private final List<Dense> layers = new ArrayList<>();

  Decoder(CapsNetConfiguration configuration) {
    input = configuration.decoder().input();
    List<Shape> widths = new ArrayList<>();
    configuration.decoder().hidden().forEach(width -> widths.add(Shape.of(width)));
    widths.add(configuration.image().shape());
    int capsules = input == DecoderInput.ALL_MASKED ? configuration.classes() : 1;
    Shape in = Shape.of(capsules * configuration.digitCaps().dimensions());
    for (Shape out : widths) {
      Dense layer =
          new Dense(
              "decoder." + 2 * layers.size(),
              in,
              out,
              layers.size() < widths.size() - 1 ? Activation.RELU : Activation.SIGMOID,
              configuration.initialValues().decoder(),
              configuration.initialValues().biases());
      layers.add(layer);
      in = layer.output();
    }
  }

  List<Dense> layers() {
    return layers;
  }

  List<LayerSummary> summary() {
    List<LayerSummary> rows = new ArrayList<>();
    for (Dense layer : layers) {
      String said =
          input == DecoderInput.ALL_MASKED
              ? " (all capsules but one masked to zero)"
              : " (the chosen capsule)";
      rows.add(layer.summary().as("Decoder " + (rows.size() + 1), rows.isEmpty() ? said : ""));
    }
    return rows;
  }

  @Override
  public Variable record(Tape tape, Variable capsules, Variable selection) {
    tape.scope("decoder");
    Variable x =
        input == DecoderInput.ALL_MASKED
            ? Mask.mask(capsules, selection)
            : SelectCapsule.selectCapsule(capsules, selection);
    for (Dense layer : layers) {
      x = layer.apply(x);
    }
    return x;
  }
}
