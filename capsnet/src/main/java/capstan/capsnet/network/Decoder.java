package capstan.capsnet.network;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Mask;
import capstan.autograd.capsule.SelectCapsule;
import capstan.autograd.op.Linear;
import capstan.autograd.op.Relu;
import capstan.autograd.op.Sigmoid;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.layer.WeightLayout;
import capstan.capsnet.model.CapsuleDrawing;
import capstan.capsnet.model.ImageExtents;
import capstan.core.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The reconstruction network (section 4.1 of the paper): fully connected layers that draw the image
 * again from one output capsule. Its parameters are named after their place among PyTorch's
 * modules, activations included: 0, 2, 4.
 */
final class Decoder implements CapsuleDrawing {
  private final DecoderInput input;
  private final List<ModelParameter> weights = new ArrayList<>();
  private final List<ModelParameter> biases = new ArrayList<>();

  Decoder(CapsNetConfiguration configuration) {
    input = configuration.decoder().input();
    ImageExtents image = configuration.image();
    int places = image.height() * image.width();
    List<Integer> widths = new ArrayList<>(configuration.decoder().hidden());
    widths.add(image.numbers());
    int in = configuration.decoderInputs();
    for (int layer = 0; layer < widths.size(); layer++) {
      int out = widths.get(layer);
      boolean last = layer == widths.size() - 1;
      add(
          layer,
          last ? WeightLayout.makesImage(places, image.channels(), in) : WeightLayout.same(out, in),
          last ? WeightLayout.makesImage(places, image.channels()) : WeightLayout.same(out),
          in,
          out,
          configuration.initialValues());
      in = out;
    }
  }

  private void add(
      int layer,
      WeightLayout weight,
      WeightLayout bias,
      int in,
      int out,
      CapsNetConfiguration.InitialValues initial) {
    String name = "decoder." + 2 * layer;
    weights.add(ModelParameter.of(name + ".weight", weight, initial.decoder(), in, out));
    biases.add(ModelParameter.of(name + ".bias", bias, initial.biases(), in, out));
  }

  List<ModelParameter> parameters() {
    List<ModelParameter> all = new ArrayList<>();
    for (int layer = 0; layer < weights.size(); layer++) {
      all.add(weights.get(layer));
      all.add(biases.get(layer));
    }
    return all;
  }

  @Override
  public Variable record(Tape tape, Variable capsules, Variable selection) {
    tape.scope("decoder");
    Variable x =
        input == DecoderInput.ALL_MASKED
            ? Mask.mask(capsules, selection)
            : SelectCapsule.selectCapsule(capsules, selection);
    for (int layer = 0; layer < weights.size(); layer++) {
      tape.scope("decoder." + 2 * layer);
      x =
          Linear.linear(
              x,
              tape.parameter(weights.get(layer).parameter()),
              tape.parameter(biases.get(layer).parameter()));
      x = layer == weights.size() - 1 ? Sigmoid.sigmoid(x) : Relu.relu(x);
    }
    return x;
  }

  List<LayerSummary> layers() {
    List<LayerSummary> layers = new ArrayList<>();
    for (int layer = 0; layer < weights.size(); layer++) {
      Shape shape = weights.get(layer).parameter().shape();
      boolean last = layer == weights.size() - 1;
      layers.add(
          new LayerSummary(
              "Decoder " + (layer + 1),
              shape.extent(1)
                  + " -> "
                  + shape.extent(0)
                  + ", "
                  + (last ? "sigmoid" : "ReLU")
                  + (layer > 0
                      ? ""
                      : input == DecoderInput.ALL_MASKED
                          ? " (all capsules but one masked to zero)"
                          : " (the chosen capsule)"),
              Shape.of(shape.extent(0)),
              (long) shape.elements() + shape.extent(0),
              2.0 * shape.elements()));
    }
    return layers;
  }
}
