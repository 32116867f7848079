package capstan.mnist.command;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.inspect.EncodedImages;
import capstan.capsnet.text.ShownName;
import capstan.core.Shape;
import capstan.core.kernel.Backend;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.experiment.PoseMap;
import capstan.mnist.illustration.EmbeddingPicture;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.illustration.Requirements;
import capstan.mnist.option.SampleOptions;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.Figures;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code capstan embed}: a map of the poses of test images. */
@Command(
    name = "embed",
    description = {
      "Draws a map of what the network makes of test images.",
      "",
      "All numbers of an image's output capsules together (160 in the paper's network) are one"
          + " point; the map shows their first two principal components, coloured by class, the"
          + " misread images crossed. Writes map.png and map.csv.",
      ""
    },
    footer = {"", "Example:", "  capstan embed runs/2026-01-31_12-00-00 --data data/mnist"})
final class Embed extends NetworkCommand {
  @Mixin private SampleOptions sample;

  private record Found(
      Path network,
      String data,
      int images,
      int misreadCount,
      String method,
      List<Double> varianceShares) {
    private void print(PrintWriter out, Shape capsules, List<Path> files) {
      out.printf("network   %s%n", ShownName.of(network));
      out.printf("data      %s%n", data);
      out.printf(
          "images    %s, %s misread; %d numbers each%n",
          Figures.count(images),
          Figures.count(misreadCount),
          capsules.extent(1) * capsules.extent(2));
      out.printf(
          "variance  %s along the first component, %s along the second%n",
          Figures.percent(100 * varianceShares.get(0), 1),
          Figures.percent(100 * varianceShares.get(1), 1));
      files.forEach(file -> out.printf("written   %s%n", ShownName.of(file)));
    }
  }

  private record Place(int image, int label, int prediction, double x, double y) {}

  @Override
  void require(SavedModel saved) throws CommandFailure {
    Requirements.capsules(saved);
  }

  @Override
  void show(SavedModel saved, Backend backend) throws IOException, CommandFailure {
    Dataset dataset = dataset(saved);
    OutputFolder folder = output.folder(saved.file(), "embed");
    EncodedImages encoded = output.encode(saved.model(), backend, sample.of(dataset.test()));
    PoseMap map = PoseMap.of(encoded.capsules());
    String title =
        "%s: capsules of %s test images of %s"
            .formatted(RunTitle.of(saved.file()), Figures.count(encoded.count()), dataset.name());
    folder.write("map.csv", csv(encoded, map));
    OutputFolder.draw(
        err(), () -> folder.write("map.png", EmbeddingPicture.draw(title, encoded, map)));
    Found found =
        new Found(
            saved.file(),
            encoded.images().origin(),
            encoded.count(),
            encoded.misread(),
            "principal components",
            List.of(map.shareX(), map.shareY()));
    Shape shape = encoded.capsules().shape();
    List<Path> files = folder.files();
    output.print(found, files, to -> found.print(to, shape, files));
  }

  private static String csv(EncodedImages encoded, PoseMap map) {
    List<Place> places = new ArrayList<>();
    for (int image = 0; image < encoded.count(); image++) {
      int label = encoded.images().label(image);
      int prediction = encoded.predictions().get(image);
      places.add(new Place(image, label, prediction, map.x().get(image), map.y().get(image)));
    }
    return CsvTable.of(places);
  }
}
