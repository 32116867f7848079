package capstan.mnist.command;

import capstan.capsnet.file.AtomicFile;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.text.ShownName;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.UsageException;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.exit.FailureReport;
import capstan.mnist.illustration.PictureInput;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.PictureChoice;
import capstan.mnist.option.RunOrDemoOptions;
import capstan.mnist.picture.Reconstructions;
import capstan.mnist.text.Doubt;
import capstan.mnist.text.PredictionText;
import capstan.mnist.text.PredictionText.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan predict}: says which digits pictures show. */
@Command(
    name = "predict",
    description = {
      "Says what digits pictures show.",
      "",
      "Prints the class of each picture and the length of each class' capsule, and says so where"
          + " the answer is in doubt. Pictures hold one digit each and may have any size, dark ink"
          + " on light paper or the reverse; they are scaled and centred as MNIST was. For a"
          + " network trained on a folder of pictures, or on images that are not 28x28 and grey,"
          + " pictures are brought to its size as those of its run were, and otherwise stay as they"
          + " are.",
      "",
      "A picture that cannot be read is named on standard error, the others are answered, and the"
          + " exit status is 1.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  capstan predict seven.png",
      "  capstan predict runs/2026-01-31_12-00-00 seven.png --reconstruct seen.png",
      "  capstan predict runs/2026-01-31_12-00-00 scans --csv",
      "  scanimage --format=png | capstan predict runs/2026-01-31_12-00-00 -"
    })
final class Predict implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private RunOrDemoOptions named;

  @ArgGroup(exclusive = true)
  private Form form = new Form();

  /** For whom answers are printed; people if none is given. */
  static final class Form {
    @Option(names = "--json", order = 1, description = "Print one JSON array instead of text.")
    private boolean json;

    @Option(names = "--csv", order = 2, description = "Print a table with a row for each picture.")
    private boolean csv;
  }

  @Option(
      names = "--reconstruct",
      order = 3,
      paramLabel = "PNG",
      description =
          "Write the pictures as the network gets them, over what its decoder makes of them.")
  private Path reconstruct;

  @Mixin private MachineOptions machine;

  @Override
  public Integer call() throws IOException, CommandFailure {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    RunOrDemoOptions.Chosen chosen = named.load(err);
    SavedModel saved = chosen.network();
    List<Path> pictures = PictureChoice.all(chosen.images());
    requireUsable(saved, pictures);
    PictureInput input = PictureInput.of(saved);
    PredictionText text = new PredictionText(saved);
    List<Answer> answers = new ArrayList<>();
    List<float[]> seen = new ArrayList<>();
    try (Backend backend = machine.start(err).backend();
        Classifier classifier = new Classifier(saved.model(), backend)) {
      classifier.keepParameters(true);
      for (Path picture : pictures) {
        Answer answer = answer(picture, input, classifier, seen);
        if (answer.prediction().isEmpty()) {
          err.println("capstan: " + ShownName.of(answer.error()));
          err.flush();
        } else if (!form.json && !form.csv) {
          out.println(text.line(answer, answer.prediction().get()));
          out.flush();
        }
        answers.add(answer);
      }
      if (form.json || form.csv) {
        out.println(form.json ? text.json(answers) : text.csv(answers));
        out.flush();
      }
      if (reconstruct != null && !seen.isEmpty()) {
        draw(saved, classifier, seen, answers);
      }
    }
    return answers.stream().allMatch(answer -> answer.prediction().isPresent())
        ? ExitStatus.DONE
        : ExitStatus.FAILED;
  }

  private Answer answer(
      Path picture, PictureInput input, Classifier classifier, List<float[]> seen) {
    String name = PictureChoice.nameOf(picture);
    PictureInput.Read read;
    try {
      read = input.read(PictureChoice.read(picture, System.in));
    } catch (IOException unreadable) {
      String reason = FailureReport.line(unreadable);
      return new Answer(name, Optional.empty(), "", Optional.empty(), reason);
    }
    if (reconstruct != null) {
      seen.add(read.pixels());
    }
    Prediction prediction = classifier.predict(read.pixels());
    return new Answer(
        name,
        Optional.of(prediction),
        read.note(),
        read.doubt().or(() -> Doubt.of(classifier.model(), prediction)),
        "");
  }

  private void requireUsable(SavedModel saved, List<Path> pictures)
      throws IOException, CommandFailure {
    if (reconstruct == null) {
      return;
    }
    if (saved.model().drawing().isEmpty()) {
      throw new CommandFailure(
          "--reconstruct: the network in " + saved.file() + " has no decoder", null);
    }
    if (Files.isDirectory(reconstruct)) {
      throw new CommandFailure(
          "--reconstruct: %s is a folder, expected a file for the picture".formatted(reconstruct),
          null);
    }
    for (Path picture : pictures) {
      if (Files.exists(picture)
          && Files.exists(reconstruct)
          && Files.isSameFile(picture, reconstruct)) {
        throw new UsageException(
            spec,
            "--reconstruct: %s is one of the pictures, expected another file"
                .formatted(reconstruct));
      }
    }
    AtomicFile.requireWritable(reconstruct);
  }

  private void draw(
      SavedModel saved, Classifier classifier, List<float[]> pixels, List<Answer> answers)
      throws IOException {
    ImageExtents extents = saved.model().configuration().image();
    int size = extents.numbers();
    float[] seen = new float[pixels.size() * size];
    float[] drawn = new float[seen.length];
    for (int image = 0; image < pixels.size(); image++) {
      System.arraycopy(pixels.get(image), 0, seen, image * size, size);
      System.arraycopy(classifier.reconstruct(pixels.get(image)), 0, drawn, image * size, size);
    }
    Shape shape = Shape.of(pixels.size(), extents.height(), extents.width(), extents.channels());
    List<Reconstructions.Reading> readings =
        answers.stream()
            .flatMap(answer -> answer.prediction().stream())
            .map(prediction -> saved.classNames().get(prediction.label()))
            .map(name -> new Reconstructions.Reading(name, name, ""))
            .toList();
    Reconstructions.draw(
            "what was read, and as what",
            Tensor.of(shape, seen),
            List.of(new Reconstructions.Row("reconstruction", Tensor.of(shape, drawn))),
            readings)
        .write(reconstruct);
  }
}
