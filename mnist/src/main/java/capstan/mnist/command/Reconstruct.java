package capstan.mnist.command;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.inspect.CapsuleDecoder;
import capstan.capsnet.inspect.EncodedImages;
import capstan.capsnet.inspect.ReconstructedImages;
import capstan.capsnet.model.Model;
import capstan.capsnet.text.ShownName;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.Range;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.illustration.ReconstructionPictures;
import capstan.mnist.illustration.Requirements;
import capstan.mnist.option.ImageOptions;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.OutputOptions;
import capstan.mnist.option.SampleOptions;
import capstan.mnist.option.SavedModelOptions;
import capstan.mnist.text.Figures;
import capstan.mnist.text.RunTitle;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.eclipse.collections.api.list.primitive.DoubleList;
import org.eclipse.collections.impl.factory.primitive.DoubleLists;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan reconstruct}: test images over what the decoder makes of them. */
@Command(
    name = "reconstruct",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Draws test images over their reconstructions.",
      "",
      "Each is drawn again twice: from the capsule of its label and from its longest capsule."
          + " Writes first.png, the first images; worst.png, those with the largest squared error;"
          + " misread.png, those that were read as something else.",
      ""
    },
    footer = {"", "Example:", "  capstan reconstruct runs/2026-01-31_12-00-00 --data data/mnist"})
final class Reconstruct implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SavedModelOptions model;
  @Mixin private OutputOptions output;
  @Mixin private SampleOptions sample;

  @Range(least = 1, most = 1_000)
  @Option(
      names = "--shown",
      order = 4,
      paramLabel = "N",
      defaultValue = "32",
      description = "At most so many images in a picture (default: ${DEFAULT-VALUE}).")
  private int shown;

  @Mixin private ImageOptions data;
  @Mixin private MachineOptions machine;

  /** Made by picocli. */
  Reconstruct() {}

  @Override
  public Integer call() throws IOException, CommandFailure {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    SavedModel saved = model.load(err);
    Model network = Requirements.decoder(saved);
    try (Backend backend = machine.start(err).backend()) {
      Dataset dataset = data.load(saved, machine.threads(), output.json() ? err : out);
      ImageSet images = sample.of(dataset.test());
      OutputFolder folder = output.folder(saved.file(), "reconstruct");
      EncodedImages encoded = SampleOptions.encode(network, backend, images, out, output.json());
      ReconstructedImages measured = ReconstructedImages.measure(network, backend, encoded);
      ReconstructionPictures pictures =
          new ReconstructionPictures(encoded, new CapsuleDecoder(network, backend, shown));
      int[] worst = measured.worst(shown);
      List<Path> files =
          OutputFolder.pictures(
              err, written -> draw(folder, saved, dataset, measured, pictures, written));
      if (output.json()) {
        out.println(json(saved, measured, worst, files));
      } else {
        print(out, saved, measured, worst, files);
      }
      out.flush();
    }
    return ExitStatus.DONE;
  }

  private void draw(
      OutputFolder folder,
      SavedModel saved,
      Dataset dataset,
      ReconstructedImages measured,
      ReconstructionPictures pictures,
      List<Path> files)
      throws IOException {
    EncodedImages encoded = measured.encoded();
    String of = RunTitle.of(saved.file()) + ", test images of " + dataset.name();
    files.add(folder.write("first.png", pictures.first(of, shown)));
    files.add(
        folder.write(
            "worst.png",
            pictures.chosen(
                of + ": the largest squared errors (number: error)",
                measured,
                measured.worst(shown))));
    int[] misread = measured.misread(shown);
    if (misread.length > 0) {
      String some =
          misread.length < encoded.misread()
              ? ": the first " + misread.length + " of " + encoded.misread() + " misread"
              : ": all " + misread.length + " misread";
      files.add(
          folder.write(
              "misread.png", pictures.chosen(of + some + " (number: error)", measured, misread)));
    }
  }

  private static void print(
      PrintWriter out,
      SavedModel saved,
      ReconstructedImages measured,
      int[] worst,
      List<Path> files) {
    EncodedImages encoded = measured.encoded();
    out.printf("network        %s%n", ShownName.of(saved.file()));
    out.printf("data           %s%n", encoded.images().origin());
    out.printf(
        "images         %s, %s misread%n",
        Figures.count(encoded.count()), Figures.count(encoded.misread()));
    out.printf("by label       %s%n", errors(measured.errorsByLabel()));
    out.printf("by prediction  %s%n", errors(measured.errorsByPrediction()));
    if (worst.length > 0) {
      int first = worst[0];
      List<String> names = encoded.images().classNames();
      out.printf(
          "worst          image %d, a %s read as %s, squared error %s%n",
          first,
          names.get(encoded.images().label(first)),
          names.get(encoded.predictions().get(first)),
          Figures.decimal(measured.errorsByLabel().get(first), 1));
    }
    files.forEach(file -> out.printf("picture        %s%n", ShownName.of(file)));
  }

  private static String errors(List<Double> each) {
    DoubleList errors = DoubleLists.immutable.withAll(each);
    return "squared error "
        + Figures.decimal(errors.average(), 2)
        + " an image on average, median "
        + Figures.decimal(errors.median(), 2);
  }

  private static String json(
      SavedModel saved, ReconstructedImages measured, int[] worst, List<Path> files) {
    EncodedImages encoded = measured.encoded();
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("network", saved.file().toString());
    root.put("data", encoded.images().origin());
    root.put("images", encoded.count());
    root.put("misreadCount", encoded.misread());
    ArrayNode names = root.putArray("classes");
    encoded.images().classNames().forEach(names::add);
    int pixels = encoded.images().imageSize();
    root.put("squaredErrorPerImageByLabel", measured.meanErrorByLabel());
    root.put("squaredErrorPerImageByPrediction", measured.meanErrorByPrediction());
    root.put("squaredErrorPerPixelByLabel", measured.meanErrorByLabel() / pixels);
    root.put("squaredErrorPerPixelByPrediction", measured.meanErrorByPrediction() / pixels);
    append(root.putArray("worst"), measured, worst);
    append(root.putArray("misread"), measured, measured.misread(encoded.count()));
    ArrayNode pictures = root.putArray("files");
    files.forEach(file -> pictures.add(file.toString()));
    return root.toString();
  }

  private static void append(ArrayNode array, ReconstructedImages measured, int[] places) {
    for (int image : places) {
      array
          .addObject()
          .put("image", image)
          .put("label", measured.encoded().images().label(image))
          .put("prediction", measured.encoded().predictions().get(image))
          .put("squaredErrorByLabel", measured.errorsByLabel().get(image))
          .put("squaredErrorByPrediction", measured.errorsByPrediction().get(image));
    }
  }
}
