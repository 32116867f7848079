package capstan.bench.model;

import capstan.bench.measure.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The model of a step beside its measurement, as lines of text or of Markdown. */
final class ModelTable {
  private static final List<String> HEAD =
      List.of(
          "part",
          "GFLOP",
          "MB",
          "floor, ms",
          "bound by",
          "measured, ms",
          "times the floor",
          "team runs",
          "parts");

  private final List<List<String>> rows = new ArrayList<>();

  ModelTable(StepModel model, StepTimes times, Limits limits) {
    long runs = 0;
    long shares = 0;
    for (StepPart part : StepPart.values()) {
      double measured = times.median(part);
      Cost cost = model.of(part);
      StepRecorder.Tally tally = times.latest(part);
      runs += tally.runs;
      shares += tally.shares;
      rows.add(
          row(
              part.label(),
              cost,
              cost.floor(limits),
              cost.flops() == 0 ? "" : cost.isBoundByMemory(limits) ? "memory" : "computing",
              measured,
              tally.runs,
              tally.shares));
    }
    rows.add(
        row("whole step", model.step(), model.stepFloor(limits), "", times.whole(), runs, shares));
  }

  private static List<String> row(
      String label,
      Cost cost,
      double floor,
      String bound,
      double measured,
      long runs,
      long shares) {
    return List.of(
        label,
        cost.flops() == 0 ? "" : number("%.2f", cost.flops() / 1e9),
        cost.bytes() == 0 ? "" : number("%.1f", cost.bytes() / 1e6),
        floor == 0 ? "" : number("%.2f", floor),
        bound,
        number("%.2f", measured),
        floor == 0 ? "" : number("%.2f", measured / floor),
        Long.toString(runs),
        String.format(Locale.ROOT, "%,d", shares));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** Aligned columns. */
  String text() {
    int[] widths = new int[HEAD.size()];
    List<List<String>> all = new ArrayList<>();
    all.add(HEAD);
    all.addAll(rows);
    for (List<String> row : all) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        String space = " ".repeat(widths[column] - cell.length());
        line.append(column == 0 ? cell + space : "  " + space + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** A table of Markdown. */
  String markdown() {
    StringBuilder text =
        new StringBuilder("| ").append(String.join(" | ", HEAD)).append(" |\n|---|");
    text.append("---:|".repeat(HEAD.size() - 1)).append('\n');
    for (List<String> row : rows) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    return text.toString();
  }
}
