package capstan.mnist.command;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.inspect.ScoredImages;
import capstan.capsnet.text.ShownName;
import capstan.core.kernel.Backend;
import capstan.mnist.confidence.ConfidenceFiles;
import capstan.mnist.confidence.ConfidenceFindings;
import capstan.mnist.confidence.ConfidenceTables;
import capstan.mnist.confidence.ConfidenceText;
import capstan.mnist.display.TrainingDisplay;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.option.SampleOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code capstan confidence}: when a network's answers are to be believed. */
@Command(
    name = "confidence",
    description = {
      "Tells when a network's answers are to be believed.",
      "",
      "Gives the error by the length of the longest capsule (of a CNN by its probability, of matrix"
          + " capsules by their activation), which error is left when short capsules or badly drawn"
          + " reconstructions are refused, and how well both tell test images from images of no"
          + " known class: those of --outside, else letters that are drawn. Writes bins.csv,"
          + " refusals.csv with every threshold, images.csv, refusals.png, calibration.png and"
          + " outside.png.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  capstan confidence runs/2026-01-31_12-00-00 --data data/mnist",
      "  capstan confidence latest --outside data/fashion-mnist --out trusted"
    })
final class Confidence extends NetworkCommand {
  @Mixin private SampleOptions sample;

  @Option(
      names = "--outside",
      order = 7,
      paramLabel = "DIR",
      description =
          "Data, in a form that --data takes, whose test images show nothing that the network"
              + " knows (default: drawn letters, for a network of digits of 28x28 pixels).")
  private Path outside;

  @Override
  void show(SavedModel saved, Backend backend) throws IOException, CommandFailure {
    ImageSet test = sample.of(dataset(saved).test());
    Optional<ImageSet> others = outside(saved, test);
    OutputFolder folder = output.folder(saved.file(), "confidence");
    ConfidenceFindings found =
        ConfidenceFindings.of(
            saved.model().scoreKind(),
            measure(saved, backend, test),
            others.map(images -> measure(saved, backend, images)));
    new ConfidenceFiles(saved.file(), found).write(folder, err());
    List<Path> files = folder.files();
    output.print(
        ConfidenceTables.found(saved.file(), found),
        files,
        to -> {
          ConfidenceText.print(to, saved.file(), found);
          to.println();
          files.forEach(file -> to.printf("written     %s%n", ShownName.of(file)));
        });
  }

  private Optional<ImageSet> outside(SavedModel saved, ImageSet test) throws IOException {
    if (outside != null) {
      return Optional.of(
          sample.of(data.outside(outside, saved, machine.threads(), output.shown())));
    }
    Optional<ImageSet> letters = data.letters(test.count(), saved, machine.threads());
    if (letters.isEmpty()) {
      output
          .shown()
          .println("No drawn letters: they are for digits of 28x28 grey pixels; give --outside.");
    }
    return letters;
  }

  private ScoredImages measure(SavedModel saved, Backend backend, ImageSet images) {
    try (TrainingDisplay display = output.display()) {
      return ScoredImages.measure(saved.model(), backend, images, display);
    }
  }
}
