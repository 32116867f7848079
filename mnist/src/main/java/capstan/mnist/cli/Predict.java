package capstan.mnist.cli;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import capstan.mnist.model.CapsNet;
import capstan.mnist.model.ImageExtents;
import capstan.mnist.model.Model;
import capstan.mnist.model.Prediction;
import capstan.mnist.picture.Reconstructions;
import capstan.mnist.training.Classifier;
import capstan.mnist.training.SavedModel;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code capstan predict}: says which digits pictures show. */
@Command(
    name = "predict",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Says what digits pictures show.",
      "",
      "Prints the class of each PNG or JPEG picture and the length of each class' capsule. Pictures"
          + " hold one digit each and may have any size, dark ink on light paper or the reverse;"
          + " they are scaled and centred as MNIST was. For a network trained on a folder of"
          + " pictures, or on images that are not 28x28 and grey, pictures must have its size, and"
          + " stay as they are.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  capstan predict runs/2026-01-31_12-00-00 seven.png --reconstruct seen.png"
    })
final class Predict implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SavedModelOptions model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Pictures of one digit each.")
  private List<Path> images;

  @Option(names = "--json", order = 1, description = "Print one JSON array instead of text.")
  private boolean json;

  @Option(
      names = "--reconstruct",
      order = 2,
      paramLabel = "PNG",
      description =
          "Write the pictures as the network gets them, over what its decoder makes of them.")
  private Path reconstruct;

  @Mixin private MachineOptions machine;

  /** Made by picocli. */
  Predict() {}

  @Override
  public Integer call() throws IOException, CommandFailure {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    SavedModel saved = model.load(err);
    requireUsable(saved);
    List<float[]> pixels = new ArrayList<>();
    PictureInput input = PictureInput.of(saved);
    for (Path image : images) {
      pixels.add(input.read(image));
    }
    try (Backend backend = machine.start(err).backend();
        Classifier classifier = new Classifier(saved.model(), backend)) {
      List<Prediction> predictions = pixels.stream().map(classifier::predict).toList();
      out.println(json ? json(saved, predictions) : text(saved, predictions));
      out.flush();
      if (reconstruct != null) {
        draw(saved, classifier, pixels, predictions);
      }
    }
    return ExitStatus.DONE;
  }

  private void requireUsable(SavedModel saved) throws CommandFailure {
    if (reconstruct != null
        && !(saved.model() instanceof CapsNet capsNet && capsNet.hasDecoder())) {
      throw new CommandFailure(
          "--reconstruct: the network in " + saved.file() + " has no decoder", null);
    }
  }

  /** What a network's scores are called. */
  private static String scoreName(Model network) {
    return network instanceof CapsNet ? "lengths" : "logits";
  }

  private String text(SavedModel saved, List<Prediction> predictions) {
    List<String> names = saved.classNames();
    StringBuilder text = new StringBuilder();
    for (int image = 0; image < predictions.size(); image++) {
      Prediction prediction = predictions.get(image);
      text.append(image == 0 ? "" : "\n")
          .append(images.get(image))
          .append(": ")
          .append(names.get(prediction.label()))
          .append("  (")
          .append(scoreName(saved.model()));
      for (int label = 0; label < prediction.scores().size(); label++) {
        text.append(label == 0 ? " " : ", ")
            .append(names.get(label))
            .append(": ")
            .append(Figures.decimal(prediction.scores().get(label), 3));
      }
      text.append(')');
    }
    return text.toString();
  }

  private String json(SavedModel saved, List<Prediction> predictions) {
    ArrayNode all = new ObjectMapper().createArrayNode();
    for (int image = 0; image < predictions.size(); image++) {
      ObjectNode each = all.addObject();
      each.put("image", images.get(image).toString());
      each.put("class", predictions.get(image).label());
      each.put("name", saved.classNames().get(predictions.get(image).label()));
      ArrayNode scores = each.putArray(scoreName(saved.model()));
      predictions.get(image).scores().forEach(scores::add);
    }
    return all.toString();
  }

  private void draw(
      SavedModel saved, Classifier classifier, List<float[]> pixels, List<Prediction> predictions)
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
        predictions.stream()
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
