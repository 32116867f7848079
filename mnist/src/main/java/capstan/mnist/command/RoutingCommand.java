package capstan.mnist.command;

import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.inspect.RoutingTrace;
import capstan.capsnet.layer.CapsuleGrid;
import capstan.capsnet.model.Model;
import capstan.capsnet.text.ShownName;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.illustration.ImageChoice;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.illustration.Requirements;
import capstan.mnist.illustration.RoutingPictures;
import capstan.mnist.text.Figures;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code capstan routing}: how the capsules of one image come to an agreement. */
@Command(
    name = "routing",
    description = {
      "Shows how routing by agreement settles for one image.",
      "",
      "For the class that wins, draws the coupling coefficient of every primary capsule after each"
          + " round, as a map of places for each type of capsule; and by round the lengths of the"
          + " output capsules and the entropy of the coefficients. Writes the picture and a CSV of"
          + " all coefficients.",
      ""
    },
    footer = {"", "Example:", "  capstan routing runs/2026-01-31_12-00-00 7 --data data/mnist"})
final class RoutingCommand extends NetworkCommand {
  @Parameters(
      index = "1",
      paramLabel = "IMAGE",
      description = "Number of a test image, from 0, or a picture as for 'predict'.")
  private String image;

  private record Found(
      Path network,
      String image,
      Integer label,
      int prediction,
      String scores,
      List<Round> rounds) {

    private void print(PrintWriter out, String read, List<String> names, List<Path> files) {
      out.printf("network   %s%n", ShownName.of(network));
      out.printf("image     %s%n", read);
      files.forEach(file -> out.printf("written   %s%n", ShownName.of(file)));
      out.printf("%nround  mean entropy, bits  %s of the output capsules%n", scores);
      for (int round = 0; round < rounds.size(); round++) {
        Round each = rounds.get(round);
        out.printf("%5d  %18s ", round + 1, Figures.decimal(each.meanEntropyBits, 3));
        for (int of = 0; of < each.lengths.length; of++) {
          out.printf(" %s: %s", names.get(of), Figures.decimal(each.lengths[of], 3));
        }
        out.println();
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  private record Round(
      double meanEntropyBits,
      double weightedEntropyBits,
      double leastEntropyBits,
      float[] lengths) {}

  @Override
  void require(SavedModel saved) throws CommandFailure {
    Requirements.routing(saved);
  }

  @Override
  void show(SavedModel saved, Backend backend) throws IOException, CommandFailure {
    Model network = saved.model();
    // A picture needs no data, which might have to be downloaded first.
    ImageChoice chosen =
        ImageChoice.isPicture(image)
            ? ImageChoice.ofPicture(Path.of(image), saved)
            : ImageChoice.of(image, saved, dataset(saved).test());
    RoutingTrace trace = RoutingTrace.of(network, backend, chosen.pixels());
    OutputFolder folder = output.folder(saved.file(), "routing");
    List<String> names = saved.classNames();
    String read = "%s, read as %s".formatted(chosen.name(), names.get(trace.winner()));
    String title = RunTitle.of(saved.file()) + ": " + read;
    String file = "routing-" + chosen.fileName();
    folder.write(file + ".csv", csv(network, trace));
    OutputFolder.draw(
        err(),
        () ->
            folder.write(
                file + ".png",
                new RoutingPictures(network, trace, names).sheet(title, chosen.pixels())));
    List<Path> files = folder.files();
    Found found = found(saved, chosen, trace);
    output.print(found, files, to -> found.print(to, read, names, files));
  }

  private static Found found(SavedModel saved, ImageChoice chosen, RoutingTrace trace) {
    List<Round> rounds =
        trace.rounds().stream()
            .map(
                round ->
                    new Round(
                        round.meanEntropy(),
                        trace.weightedEntropy(round),
                        round.leastEntropy(),
                        round.lengths().toArray()))
            .toList();
    Integer label = chosen.label().isPresent() ? chosen.label().getAsInt() : null;
    String scores = saved.model().scoreKind().words();
    return new Found(saved.file(), chosen.name(), label, trace.winner(), scores, rounds);
  }

  /** A row for each round and capsule that is routed to the classes, a column for each class. */
  private static String csv(Model network, RoutingTrace trace) {
    CapsuleGrid grid = trace.grid();
    int types = grid.types();
    int classes = network.configuration().classes();
    int width = grid.width();
    StringBuilder text = new StringBuilder("round,row,column,type,primary_length");
    for (int label = 0; label < classes; label++) {
      text.append(",coupling_").append(label);
    }
    text.append('\n');
    for (int round = 0; round < trace.rounds().size(); round++) {
      Tensor coefficients = trace.rounds().get(round).coefficients();
      for (int capsule = 0; capsule < coefficients.shape().extent(0); capsule++) {
        int place = capsule / types;
        text.append(round + 1).append(',').append(place / width).append(',');
        text.append(place % width).append(',').append(capsule % types).append(',');
        text.append(trace.primaryLengths().get(capsule));
        for (int label = 0; label < classes; label++) {
          text.append(',').append(coefficients.get(capsule, label));
        }
        text.append('\n');
      }
    }
    return text.toString();
  }
}
