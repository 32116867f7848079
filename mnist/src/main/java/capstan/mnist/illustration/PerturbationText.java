package capstan.mnist.illustration;

import capstan.capsnet.inspect.DimensionEffect;
import capstan.capsnet.inspect.StrokeMeasure;
import capstan.capsnet.text.ShownName;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.Figures;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What was found by moving the dimensions of capsules, for people and for programs.
 *
 * @param network the checkpoint
 * @param image the image whose grid was drawn
 * @param label the class whose capsule was moved
 * @param predicted what the image was read as
 * @param names what the classes are called
 * @param files what was written
 */
public record PerturbationText(
    Path network,
    ImageChoice image,
    int label,
    int predicted,
    List<String> names,
    List<Path> files) {
  /** More classes are counted and not named. */
  private static final int NAMED = 12;

  private record Found(
      Path network,
      String image,
      @JsonProperty("class") int label,
      int prediction,
      List<Integer> classesNotMeasured,
      List<Moved> dimensions) {}

  private record Moved(
      @JsonProperty("class") int label,
      int dimension,
      int images,
      double pixelChange,
      Map<String, Change> changes,
      List<String> named) {}

  /** One image tells nothing of how far another would differ: its error is null. */
  private record Change(
      double mean, @JsonInclude(JsonInclude.Include.ALWAYS) Double standardError, String unit) {}

  /** The classes that nothing could be measured of, since no image of them was read rightly. */
  public static List<Integer> notMeasured(List<DimensionEffect> effects, int classes) {
    Set<Integer> measured =
        effects.stream().map(DimensionEffect::label).collect(Collectors.toSet());
    return IntStream.range(0, classes).boxed().filter(label -> !measured.contains(label)).toList();
  }

  /**
   * For people: one class in full, or a line for each of several.
   *
   * @param missing classes that were asked for and not measured
   */
  public void print(PrintWriter out, List<DimensionEffect> effects, List<Integer> missing) {
    out.printf("network   %s%n", ShownName.of(network));
    out.printf("image     %s, read as %s%n", image.name(), names.get(predicted));
    files.forEach(file -> out.printf("written   %s%n", ShownName.of(file)));
    out.println();
    long classes = effects.stream().mapToInt(DimensionEffect::label).distinct().count();
    if (classes == 0) {
      out.printf(
          "No test image of class %s was read rightly: nothing was measured.%n", names.get(label));
    } else if (classes == 1) {
      printTable(out, effects);
    } else {
      printNames(out, effects);
    }
    if (classes > 0 && !missing.isEmpty()) {
      out.printf(
          "%nOf %s no test image was read rightly: nothing was measured, and %s no grid.%n",
          missing.size() <= NAMED
              ? "class " + missing.stream().map(names::get).collect(Collectors.joining(", "))
              : Figures.count(missing.size()) + " classes",
          missing.size() == 1 ? "it has" : "they have");
    }
  }

  private void printTable(PrintWriter out, List<DimensionEffect> effects) {
    out.printf(
        "Change from -0.25 to 0.25, mean ± standard error over %s of class %s; * where it%n"
            + "carries a name.%n",
        Figures.count(effects.getFirst().images(), "test image"),
        names.get(effects.getFirst().label()));
    out.printf("%9s%8s", "dimension", "pixels");
    for (StrokeMeasure measure : StrokeMeasure.values()) {
      out.printf("%19s", measure.words() + ", " + measure.unit());
    }
    out.println();
    for (DimensionEffect effect : effects) {
      out.printf("%9d%8s", effect.dimension(), Figures.decimal(effect.pixelChange(), 3));
      for (StrokeMeasure measure : StrokeMeasure.values()) {
        out.printf(
            "%19s",
            Figures.signed(measure.in(effect.means()), 2)
                + (effect.images() < 2
                    ? ""
                    : " ±" + Figures.decimal(measure.in(effect.standardErrors()), 2))
                + (effect.named().contains(measure) ? "*" : " "));
      }
      out.println();
    }
  }

  private void printNames(PrintWriter out, List<DimensionEffect> effects) {
    out.println("What the dimensions change from -0.25 to 0.25, where the measurement carries it:");
    int label = -1;
    for (DimensionEffect effect : effects) {
      if (effect.label() != label) {
        label = effect.label();
        out.printf(
            "class %s, %s%n", names.get(label), Figures.count(effect.images(), "test image"));
      }
      String named = PerturbationPictures.named(effect);
      if (!named.isEmpty()) {
        out.printf("  dimension %2d  %s%n", effect.dimension(), named);
      }
    }
  }

  /** A row for each class and dimension, with the words of its sliders; {@link DimensionWords}. */
  public static String csv(List<DimensionEffect> effects) {
    List<String> columns = new ArrayList<>(List.of("class", "dimension", "images", "pixel_change"));
    for (StrokeMeasure measure : StrokeMeasure.values()) {
      String column = measure.words().replace(' ', '_');
      columns.addAll(List.of(column, column + "_standard_error"));
    }
    columns.add(DimensionWords.COLUMN);
    CsvTable table = new CsvTable(columns);
    for (DimensionEffect effect : effects) {
      List<Object> cells = new ArrayList<>();
      Collections.addAll(cells, effect.label(), effect.dimension(), effect.images());
      cells.add(effect.pixelChange());
      for (StrokeMeasure measure : StrokeMeasure.values()) {
        cells.add(measure.in(effect.means()));
        // One image tells nothing of how far another would differ.
        cells.add(effect.images() < 2 ? Double.NaN : measure.in(effect.standardErrors()));
      }
      cells.add(PerturbationPictures.named(effect));
      table.row(cells);
    }
    return table.text();
  }

  /** For programs; the files are not in it. */
  public Record found(List<DimensionEffect> effects, List<Integer> missing) {
    List<Moved> all = effects.stream().map(PerturbationText::moved).toList();
    return new Found(network, image.name(), label, predicted, missing, all);
  }

  private static Moved moved(DimensionEffect effect) {
    Map<String, Change> changes = new LinkedHashMap<>();
    for (StrokeMeasure measure : StrokeMeasure.values()) {
      Double error = effect.images() < 2 ? null : measure.in(effect.standardErrors());
      changes.put(measure.words(), new Change(measure.in(effect.means()), error, measure.unit()));
    }
    return new Moved(
        effect.label(),
        effect.dimension(),
        effect.images(),
        effect.pixelChange(),
        changes,
        effect.named().stream().map(StrokeMeasure::words).toList());
  }
}
