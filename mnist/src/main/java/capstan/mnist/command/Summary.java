package capstan.mnist.command;

import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.DecoderInput;
import capstan.mnist.argument.Arguments;
import capstan.mnist.argument.Range;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.option.NetworkOptions;
import capstan.mnist.option.PresetOptions;
import capstan.mnist.option.PrintOptions;
import capstan.mnist.text.Figures;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan summary}: the layers of a network. */
@Command(
    name = "summary",
    description = {
      "Prints the layers of a network.",
      "",
      "Shapes, parameters and operations of each layer, and why other sources count 8,238,608,"
          + " 8,141,840 or 11.36 M parameters.",
      ""
    },
    footer = {"", "Example:", "  capstan summary --preset pytorch --image-size 36"})
final class Summary implements Callable<Integer> {
  private static final int MULTI_MNIST_SIZE = 36;

  @Spec private CommandSpec spec;

  @Range(least = 1, most = 16_384)
  @Option(
      names = "--image-size",
      order = 1,
      paramLabel = "N",
      defaultValue = "28",
      description = "Rows and columns of the images (default: ${DEFAULT-VALUE}).")
  private int imageSize;

  @Range(least = 1, most = 1_024)
  @Option(
      names = "--channels",
      order = 2,
      paramLabel = "N",
      defaultValue = "1",
      description = "Numbers per pixel: 1 for grey, 3 for colour (default: ${DEFAULT-VALUE}).")
  private int channels;

  @Range(least = 2, most = 65_536)
  @Option(
      names = "--classes",
      order = 3,
      paramLabel = "N",
      defaultValue = "10",
      description = "Classes that it tells apart (default: ${DEFAULT-VALUE}).")
  private int classes;

  @Mixin private PrintOptions printed;
  @Mixin private PresetOptions preset;
  @Mixin private NetworkOptions network;

  private record Found(List<LayerSummary> layers, long parameters, double flops) {}

  @Override
  public Integer call() {
    ModelConfiguration configuration = network.applyTo(preset.configuration().model());
    Model model =
        Arguments.make(
            spec,
            () ->
                configuration
                    .resized(new ImageExtents(imageSize, imageSize, channels), classes)
                    .newModel());
    double flops = model.summary().stream().mapToDouble(LayerSummary::flops).sum();
    printed.print(
        new Found(model.summary(), model.parameterCount(), flops),
        out -> {
          print(out, model, flops);
          if (configuration instanceof CapsNetConfiguration) {
            explain(out);
          }
        });
    return ExitStatus.DONE;
  }

  private static void print(PrintWriter out, Model model, double flops) {
    List<LayerSummary> layers = model.summary();
    int name = width("layer", layers.stream().map(LayerSummary::name).toList());
    int does = width("what it does", layers.stream().map(LayerSummary::description).toList());
    int shape = width("output", layers.stream().map(layer -> shape(layer)).toList());
    String row = "%-" + name + "s  %-" + does + "s  %-" + shape + "s  %12s  %8s%n";
    out.printf(row, "layer", "what it does", "output", "parameters", "MFLOP");
    long decoder = 0;
    for (LayerSummary layer : layers) {
      out.printf(
          row,
          layer.name(),
          layer.description(),
          shape(layer),
          Figures.count(layer.parameters()),
          Figures.decimal(layer.flops() / 1e6, 1));
      decoder += layer.name().startsWith("Decoder") ? layer.parameters() : 0;
    }
    long total = model.parameterCount();
    String beside = decoder == 0 ? "" : Figures.count(total - decoder) + " without the decoder";
    out.printf(row, "total", beside, "", Figures.count(total), Figures.decimal(flops / 1e6, 1));
    out.println();
    out.println(
        "Output and MFLOP are for one image, forward; a training step is about three times that.");
  }

  private static int width(String heading, List<String> texts) {
    return texts.stream().mapToInt(String::length).reduce(heading.length(), Math::max);
  }

  private static String shape(LayerSummary layer) {
    return layer.output().toString();
  }

  /** Every figure is counted, none is written down. */
  private static void explain(PrintWriter out) {
    CapsNetConfiguration paper = CapsNetPresets.paper();
    long total = parameters(paper);
    long pairs = (long) primaryCapsules(paper) * paper.classes();
    int dimensions = paper.digitCaps().dimensions();
    CapsNetConfiguration chosen = paper.with("decoder-input", DecoderInput.CHOSEN_CAPSULE);
    CapsNetConfiguration multi =
        paper.resized(new ImageExtents(MULTI_MNIST_SIZE, MULTI_MNIST_SIZE, 1), 10);
    out.println();
    out.printf(
        "The paper's network for MNIST has %s parameters. Other sources say:%n",
        Figures.count(total));
    out.printf(
        "  %s  counting the routing logits and coupling coefficients (2 x %s), which are%n"
            + "             computed for each image and not learned%n",
        Figures.count(total + 2 * pairs), Figures.count(pairs));
    out.printf(
        "  %s  feeding the decoder the %d numbers of the chosen capsule, not all %d masked%n",
        Figures.count(parameters(chosen)), dimensions, paper.classes() * dimensions);
    out.printf(
        "  %s M    for the %dx%d images of MultiMNIST: %s primary capsules, not %s,%n"
            + "             and a wider decoder (%s parameters)%n",
        Figures.decimal(parameters(multi) / 1e6, 2),
        MULTI_MNIST_SIZE,
        MULTI_MNIST_SIZE,
        Figures.count(primaryCapsules(multi)),
        Figures.count(primaryCapsules(paper)),
        Figures.count(parameters(multi)));
  }

  private static int primaryCapsules(CapsNetConfiguration configuration) {
    return configuration.newModel().primaryCapsules().output().extent(0);
  }

  private static long parameters(CapsNetConfiguration configuration) {
    return configuration.newModel().parameterCount();
  }
}
