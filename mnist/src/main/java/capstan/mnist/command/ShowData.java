package capstan.mnist.command;

import capstan.capsnet.data.Batches;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.text.ShownName;
import capstan.mnist.argument.Arguments;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.UsageException;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.finding.DataFindings;
import capstan.mnist.finding.DataFindings.ClassImages;
import capstan.mnist.illustration.DataPictures;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.option.ImageOptions;
import capstan.mnist.option.PresetOptions;
import capstan.mnist.option.PrintOptions;
import capstan.mnist.option.TrainingOptions;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan data show}: a data set as it is, and as a training sees it. */
@Command(
    name = "show",
    description = {
      "Shows a data set, to be looked at before a training.",
      "",
      "Prints what it holds and writes data.png, the first training images of each class;"
          + " training.png, the first one of each class beside what each epoch of a training makes"
          + " of it, with the options of 'capstan train'; and counts.csv, a row per class.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  capstan data show --data data/mnist",
      "  capstan data show --data data/mnist --preset quick --shift 4 --out before"
    })
final class ShowData implements Callable<Integer> {
  /** Classes that are printed; a table of more is for programs. */
  private static final int MOST_PRINTED = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      order = 1,
      paramLabel = "DIR",
      defaultValue = "data-show",
      description =
          "Folder for the pictures and the table; files of the same name are replaced (default:"
              + " ${DEFAULT-VALUE}).")
  private Path folder;

  @Mixin private PrintOptions printed;

  @Range(least = 2, most = 100)
  @Option(
      names = "--columns",
      order = 6,
      paramLabel = "N",
      defaultValue = "12",
      description = "Images in a row, fewer if they are large (default: ${DEFAULT-VALUE}).")
  private int columns;

  @Mixin private ImageOptions data;

  @Option(
      names = "--preset",
      order = 301,
      paramLabel = "NAME",
      defaultValue = "paper",
      converter = PresetOptions.PresetNames.class,
      completionCandidates = PresetOptions.PresetNames.class,
      description =
          "Whose training to start from: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Preset preset;

  @Mixin private final TrainingOptions training = TrainingOptions.ofImages();

  @Override
  public Integer call() throws IOException {
    RunConfiguration from = preset.configuration();
    RunConfiguration run = from.withTraining(training.applyTo(from.training()));
    TrainingConfiguration settings = run.training();
    Arguments.require(spec, settings.augmentation()::requireWarps);
    requireOutsideData();
    int threads = Runtime.getRuntime().availableProcessors();
    Dataset used = run.heldOut(run.limited(data.load(threads, printed.shown(), settings.seed())));
    OutputFolder output = OutputFolder.make(folder);
    DataFindings found = DataFindings.of(used);
    DataPictures pictures = new DataPictures(used.train(), columns);
    output.write("counts.csv", CsvTable.of(found.classes()));
    OutputFolder.draw(spec.commandLine().getErr(), () -> draw(output, used, settings, pictures));
    List<Path> files = output.files();
    printed.print(
        found,
        files,
        to -> {
          print(to, found, TrainingOptions.imagesInWords(settings), pictures.cut());
          files.forEach(file -> line(to, "written", file.toString()));
        });
    return ExitStatus.DONE;
  }

  /** Pictures in a folder of pictures would be a class of it the next time. */
  private void requireOutsideData() {
    Optional<Path> of = data.data().folder().map(path -> path.toAbsolutePath().normalize());
    if (of.isPresent() && folder.toAbsolutePath().normalize().startsWith(of.get())) {
      throw new UsageException(
          spec, "--out: found %s, expected a folder outside the data".formatted(folder));
    }
  }

  private static void draw(
      OutputFolder output, Dataset used, TrainingConfiguration settings, DataPictures pictures)
      throws IOException {
    String title = used.name() + ": training images";
    output.write("data.png", pictures.asTheyAre(title));
    Batches batches =
        Batches.training(used.train(), 1, settings.seed(), settings.imageChanges(), false);
    output.write(
        "training.png",
        pictures.asSeen(
            title + " as seen with " + TrainingOptions.imagesInWords(settings), batches));
  }

  private static void print(PrintWriter out, DataFindings found, String settings, String cut) {
    line(out, "data", found.data());
    line(out, "images", "%dx%d, %s".formatted(found.width(), found.height(), colours(found)));
    line(
        out,
        "pixels",
        "mean %s, deviation %s; 0 is black, 1 full brightness"
            .formatted(decimals(found.pixelMean()), decimals(found.pixelDeviation())));
    line(out, "training", settings);
    if (!cut.isEmpty()) {
      line(out, "pictures", cut);
    }
    out.println();
    printClasses(out, found);
    out.println();
  }

  private static String colours(DataFindings found) {
    return found.channels() == 1
        ? "grey"
        : found.channels() == 3 ? "red, green and blue" : "pairs, drawn in red and cyan";
  }

  private static String decimals(List<Double> values) {
    return values.stream().map(value -> Figures.decimal(value, 4)).collect(Collectors.joining(" "));
  }

  private static void printClasses(PrintWriter out, DataFindings found) {
    List<ClassImages> printed = found.classes().stream().limit(MOST_PRINTED).toList();
    List<String> names = printed.stream().map(each -> ShownName.of(each.name())).toList();
    int width = Math.max("class".length(), names.stream().mapToInt(String::length).max().orElse(0));
    out.println(row("class", width, "training", "validation", "test"));
    for (int i = 0; i < printed.size(); i++) {
      ClassImages each = printed.get(i);
      out.println(row(names.get(i), width, each.training(), each.validation(), each.test()));
    }
    int more = found.classes().size() - printed.size();
    if (more > 0) {
      out.printf("… and %s more, which counts.csv has%n", Figures.count(more));
    }
    out.println(row("all", width, found.training(), found.validation(), found.test()));
  }

  private static String row(String name, int width, int training, int validation, int test) {
    return row(
        name, width, Figures.count(training), Figures.count(validation), Figures.count(test));
  }

  private static String row(
      String name, int width, String training, String validation, String test) {
    String padded = name + " ".repeat(width - name.length());
    return String.format(Locale.ROOT, "%s  %10s  %10s  %10s", padded, training, validation, test);
  }

  private static void line(PrintWriter out, String name, String text) {
    out.printf("%-9s %s%n", name, ShownName.of(text));
  }
}
