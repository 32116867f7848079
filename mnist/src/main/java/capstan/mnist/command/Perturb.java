package capstan.mnist.command;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.inspect.DimensionEffect;
import capstan.capsnet.model.Model;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.Range;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.illustration.DimensionWords;
import capstan.mnist.illustration.ImageChoice;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.illustration.PerturbationPictures;
import capstan.mnist.illustration.PerturbationText;
import capstan.mnist.illustration.Requirements;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code capstan perturb}: what each dimension of a capsule stands for. */
@Command(
    name = "perturb",
    description = {
      "Shows what each dimension of a capsule draws.",
      "",
      "Takes the capsule of an image, adds -0.25 to 0.25 in steps of 0.05 to one of its numbers at"
          + " a time, and lets the decoder draw each: a row for each dimension, a column for each"
          + " step. Measures over several test images what a dimension changes from the first"
          + " column to the last, and names the change only where the mean is at least three"
          + " standard errors and as large as digits of the class differ. Writes the grid,"
          + " dimensions.csv, and without IMAGE sheet.png, a grid for each class.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  capstan perturb runs/2026-01-31_12-00-00 --data data/mnist",
      "  capstan perturb runs/2026-01-31_12-00-00 7 --out seven"
    })
final class Perturb extends NetworkCommand {
  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "IMAGE",
      description =
          "Number of a test image, from 0, or a picture as for 'predict' (default: 0, and the sheet"
              + " of all classes).")
  private String image;

  @Range(least = 1, most = Range.MOST)
  @Option(
      names = "--samples",
      order = 6,
      paramLabel = "N",
      defaultValue = "20",
      description =
          "Measure the first N test images of each class that are read rightly (default:"
              + " ${DEFAULT-VALUE}).")
  private int samples;

  @Override
  void require(SavedModel saved) throws CommandFailure {
    Requirements.decoder(saved);
  }

  @Override
  void show(SavedModel saved, Backend backend) throws IOException, CommandFailure {
    Model network = saved.model();
    Dataset dataset = dataset(saved);
    ImageChoice chosen = ImageChoice.of(image == null ? "0" : image, saved, dataset.test());
    // Not closed: that would close the backend, which has more to do.
    @SuppressWarnings("resource")
    Classifier classifier = new Classifier(network, backend);
    int predicted = classifier.predict(chosen.pixels()).label();
    Tensor capsules = classifier.capsules(chosen.pixels());
    int label = chosen.label().orElse(predicted);
    List<String> names = dataset.test().classNames();
    PerturbationPictures pictures =
        new PerturbationPictures(network, backend, dataset.test(), samples);
    OutputFolder folder = output.folder(saved.file(), DimensionWords.FOLDER);
    List<DimensionEffect> effects = new ArrayList<>();
    int classes = network.configuration().classes();
    for (int each = 0; each < classes; each++) {
      if (image == null || each == label) {
        effects.addAll(pictures.effects(each));
      }
    }
    List<DimensionEffect> ofLabel =
        effects.stream().filter(effect -> effect.label() == label).toList();
    String title =
        "%s: %s, read as %s; capsule of %s"
            .formatted(
                RunTitle.of(saved.file()), chosen.name(), names.get(predicted), names.get(label));
    folder.write(DimensionWords.FILE, PerturbationText.csv(effects));
    OutputFolder.draw(
        err(),
        () -> {
          folder.write(
              "perturb-" + chosen.fileName() + ".png",
              pictures.grid(title, capsules, label, ofLabel));
          if (image == null) {
            folder.write(
                "sheet.png",
                pictures.sheet(
                    RunTitle.of(saved.file())
                        + ": each dimension moved by −0.25 to 0.25, a row each",
                    PerturbationPictures.SHEET_WIDTH));
          }
        });
    List<Path> files = folder.files();
    List<Integer> missing =
        image == null ? PerturbationText.notMeasured(effects, classes) : List.of();
    PerturbationText text =
        new PerturbationText(saved.file(), chosen, label, predicted, names, files);
    output.print(text.found(effects, missing), files, to -> text.print(to, effects, missing));
  }
}
