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
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.illustration.ReconstructionPictures;
import capstan.mnist.illustration.Requirements;
import capstan.mnist.option.SampleOptions;
import capstan.mnist.text.Figures;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.eclipse.collections.api.list.primitive.DoubleList;
import org.eclipse.collections.impl.factory.primitive.DoubleLists;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code capstan reconstruct}: test images over what the decoder makes of them. */
@Command(
    name = "reconstruct",
    description = {
      "Draws test images over their reconstructions.",
      "",
      "Each is drawn again twice: from the capsule of its label and from its longest capsule."
          + " Writes first.png, the first images; worst.png, those with the largest squared error;"
          + " misread.png, those that were read as something else.",
      ""
    },
    footer = {"", "Example:", "  capstan reconstruct runs/2026-01-31_12-00-00 --data data/mnist"})
final class Reconstruct extends NetworkCommand {
  @Mixin private SampleOptions sample;

  @Range(least = 1, most = 1_000)
  @Option(
      names = "--shown",
      order = 7,
      paramLabel = "N",
      defaultValue = "32",
      description = "At most so many images in a picture (default: ${DEFAULT-VALUE}).")
  private int shown;

  private record Found(
      Path network,
      String data,
      int images,
      int misreadCount,
      List<String> classes,
      double squaredErrorPerImageByLabel,
      double squaredErrorPerImageByPrediction,
      double squaredErrorPerPixelByLabel,
      double squaredErrorPerPixelByPrediction,
      List<Drawn> worst,
      List<Drawn> misread) {

    private void print(PrintWriter out, ReconstructedImages measured, List<Path> files) {
      out.printf("network        %s%n", ShownName.of(network));
      out.printf("data           %s%n", data);
      out.printf(
          "images         %s, %s misread%n", Figures.count(images), Figures.count(misreadCount));
      out.printf("by label       %s%n", errors(measured.errorsByLabel()));
      out.printf("by prediction  %s%n", errors(measured.errorsByPrediction()));
      worst.stream()
          .findFirst()
          .ifPresent(
              first ->
                  out.printf(
                      "worst          image %d, a %s read as %s, squared error %s%n",
                      first.image,
                      classes.get(first.label),
                      classes.get(first.prediction),
                      Figures.decimal(first.squaredErrorByLabel, 1)));
      files.forEach(file -> out.printf("picture        %s%n", ShownName.of(file)));
    }

    private static String errors(List<Double> each) {
      DoubleList errors = DoubleLists.immutable.withAll(each);
      return "squared error "
          + Figures.decimal(errors.average(), 2)
          + " an image on average, median "
          + Figures.decimal(errors.median(), 2);
    }
  }

  private record Drawn(
      int image,
      int label,
      int prediction,
      double squaredErrorByLabel,
      double squaredErrorByPrediction) {}

  @Override
  void require(SavedModel saved) throws CommandFailure {
    Requirements.decoder(saved);
  }

  @Override
  void show(SavedModel saved, Backend backend) throws IOException, CommandFailure {
    Model network = saved.model();
    Dataset dataset = dataset(saved);
    ImageSet images = sample.of(dataset.test());
    OutputFolder folder = output.folder(saved.file(), "reconstruct");
    EncodedImages encoded = output.encode(network, backend, images);
    ReconstructedImages measured = ReconstructedImages.measure(network, backend, encoded);
    ReconstructionPictures pictures =
        new ReconstructionPictures(encoded, new CapsuleDecoder(network, backend, shown));
    int[] worst = measured.worst(shown);
    OutputFolder.draw(err(), () -> draw(folder, saved, dataset, measured, pictures));
    List<Path> files = folder.files();
    Found found = found(saved, measured, worst);
    output.print(found, files, to -> found.print(to, measured, files));
  }

  private void draw(
      OutputFolder folder,
      SavedModel saved,
      Dataset dataset,
      ReconstructedImages measured,
      ReconstructionPictures pictures)
      throws IOException {
    EncodedImages encoded = measured.encoded();
    String of = RunTitle.of(saved.file()) + ", test images of " + dataset.name();
    folder.write("first.png", pictures.first(of, shown));
    folder.write(
        "worst.png",
        pictures.chosen(
            of + ": the largest squared errors (number: error)", measured, measured.worst(shown)));
    int[] misread = measured.misread(shown);
    if (misread.length > 0) {
      String some =
          misread.length < encoded.misread()
              ? ": the first " + misread.length + " of " + encoded.misread() + " misread"
              : ": all " + misread.length + " misread";
      folder.write(
          "misread.png", pictures.chosen(of + some + " (number: error)", measured, misread));
    }
  }

  private static Found found(SavedModel saved, ReconstructedImages measured, int[] worst) {
    EncodedImages encoded = measured.encoded();
    int pixels = encoded.images().imageSize();
    return new Found(
        saved.file(),
        encoded.images().origin(),
        encoded.count(),
        encoded.misread(),
        encoded.images().classNames(),
        measured.meanErrorByLabel(),
        measured.meanErrorByPrediction(),
        measured.meanErrorByLabel() / pixels,
        measured.meanErrorByPrediction() / pixels,
        drawn(measured, worst),
        drawn(measured, measured.misread(encoded.count())));
  }

  private static List<Drawn> drawn(ReconstructedImages measured, int[] places) {
    return Arrays.stream(places)
        .mapToObj(
            image ->
                new Drawn(
                    image,
                    measured.encoded().images().label(image),
                    measured.encoded().predictions().get(image),
                    measured.errorsByLabel().get(image),
                    measured.errorsByPrediction().get(image)))
        .toList();
  }
}
