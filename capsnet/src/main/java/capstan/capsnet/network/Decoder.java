package capstan.capsnet.network;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Mask;
import capstan.autograd.capsule.SelectCapsule;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.Dense;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.model.CapsuleDrawing;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The reconstruction network (section 4.1 of the paper): fully connected layers that draw the image
 * again from one output capsule. They are named after their place among PyTorch's modules,
 * activations included: 0, 2, 4.
 */
public final class Decoder implements CapsuleDrawing {
  private final DecoderInput input;
  private final List<Dense> layers = new ArrayList<>();

  /**
   * A decoder whose parameters are all zero.
   *
   * @param switches its widths, and what it reads
   * @param capsules [classes, dimensions] of the output capsules
   * @param image [height, width, channels] of what it draws
   * @param weights the law of their first values
   * @param biases the law of their first values
   * @throws InvalidSettingException if there are too many weights
   */
  public Decoder(
      CapsNetConfiguration.Decoder switches,
      Shape capsules,
      Shape image,
      InitialDistribution weights,
      InitialDistribution biases) {
    input = switches.input();
    List<Shape> widths = new ArrayList<>();
    switches.hidden().forEach(width -> widths.add(Shape.of(width)));
    widths.add(image);
    boolean all = input == DecoderInput.ALL_MASKED;
    Shape in = Shape.of((all ? capsules.extent(0) : 1) * capsules.extent(1));
    for (Shape out : widths) {
      Activation activation =
          layers.size() < widths.size() - 1 ? Activation.RELU : Activation.SIGMOID;
      Dense layer = new Dense("decoder." + 2 * layers.size(), in, out, activation, weights, biases);
      layers.add(layer);
      in = layer.output();
    }
  }

  /** Its layers, first layer first. */
  public List<Dense> layers() {
    return layers;
  }

  /** Their rows of the network's table. */
  public List<LayerSummary> summary() {
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
    return Layer.apply(layers, x);
  }
}
