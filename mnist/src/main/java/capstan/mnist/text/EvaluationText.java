package capstan.mnist.text;

import capstan.capsnet.run.ConfusionMatrix;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.run.WilsonInterval;
import capstan.capsnet.text.ShownName;
import com.fasterxml.jackson.annotation.JsonFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What an evaluation found, for people and for programs. */
public final class EvaluationText {
  /** A matrix of more classes is wider than a terminal. */
  private static final int MOST_COLUMNS = 30;

  private static final int COMMONEST = 20;

  private record Confusion(int actual, int predicted, int count) {}

  private EvaluationText() {}

  /** For people. */
  public static void print(
      PrintWriter out, Path file, EvaluationReport report, List<String> classNames) {
    out.printf("network     %s%n", ShownName.of(file));
    out.printf("data        %s%n", report.origin());
    out.printf("test error  %s%n", Figures.error(report.score()));
    out.printf("loss        %s%n", Figures.decimal(report.meanLoss(), 5));
    out.printf(
        "time        %s, %s images/s%n%n",
        Figures.duration(report.seconds()), Figures.decimal(report.imagesPerSecond(), 0));
    printClasses(out, report.confusion(), classNames);
  }

  /** Which classes were taken for which: all counts, or of many classes the largest. */
  static void printClasses(PrintWriter out, ConfusionMatrix confusion, List<String> classNames) {
    if (classNames.size() <= MOST_COLUMNS) {
      printConfusion(out, confusion, classNames);
    } else {
      printCommonest(out, confusion, classNames);
    }
  }

  private static void printConfusion(
      PrintWriter out, ConfusionMatrix confusion, List<String> classNames) {
    int classes = confusion.classes();
    int widest = 1;
    for (int actual = 0; actual < classes; actual++) {
      widest = Math.max(widest, String.valueOf(confusion.images(actual)).length());
    }
    String cell = "%" + (widest + 1) + "s";
    out.println("Rows are the true classes, columns what they were taken for.");
    out.print("     ");
    for (int predicted = 0; predicted < classes; predicted++) {
      out.printf(cell, predicted);
    }
    out.printf("%9s%10s%n", "images", "error");
    for (int actual = 0; actual < classes; actual++) {
      out.printf("%5s", actual);
      for (int predicted = 0; predicted < classes; predicted++) {
        int count = confusion.count(actual, predicted);
        out.printf(cell, count == 0 ? "." : count);
      }
      int images = confusion.images(actual);
      String name = classNames.get(actual);
      out.printf(
          "%9s%10s%s%n",
          images,
          images == 0 ? "-" : Figures.percent(confusion.errorPercent(actual), 2),
          name.equals("" + actual) ? "" : "  " + name);
    }
  }

  private static void printCommonest(
      PrintWriter out, ConfusionMatrix confusion, List<String> classNames) {
    List<Confusion> all = new ArrayList<>();
    for (int actual = 0; actual < confusion.classes(); actual++) {
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        int count = confusion.count(actual, predicted);
        if (actual != predicted && count > 0) {
          all.add(new Confusion(actual, predicted, count));
        }
      }
    }
    all.sort(Comparator.comparingInt(Confusion::count).reversed());
    out.printf("The commonest confusions of %d classes:%n", confusion.classes());
    for (Confusion each : all.subList(0, Math.min(COMMONEST, all.size()))) {
      out.printf(
          "%6d of %6d of %s taken for %s%n",
          each.count,
          confusion.images(each.actual),
          classNames.get(each.actual),
          classNames.get(each.predicted));
    }
    if (all.size() > COMMONEST) {
      out.printf("and %d others; --json has all counts%n", all.size() - COMMONEST);
    }
  }

  /**
   * For programs.
   *
   * @param network the file; null for several networks together
   * @param data where the images come from
   * @param images how many
   * @param wrong how many were misread
   * @param errorPercent those in percent
   * @param errorInterval95Percent both ends of its interval
   * @param loss the classification loss, averaged
   * @param seconds time it took
   * @param imagesPerSecond how fast it was
   * @param classes their names
   * @param confusion for each class, how often it was taken for each
   * @param classErrorPercent of each class; null for one without images
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  public record Found(
      Path network,
      String data,
      int images,
      int wrong,
      double errorPercent,
      @JsonFormat(shape = JsonFormat.Shape.ARRAY) WilsonInterval errorInterval95Percent,
      double loss,
      double seconds,
      double imagesPerSecond,
      List<String> classes,
      int[][] confusion,
      List<Double> classErrorPercent) {}

  /** What an evaluation found, for programs. */
  public static Found found(Path file, EvaluationReport report, List<String> classNames) {
    ConfusionMatrix confusion = report.confusion();
    List<Double> errors = new ArrayList<>();
    for (int actual = 0; actual < confusion.classes(); actual++) {
      errors.add(confusion.images(actual) == 0 ? null : confusion.errorPercent(actual));
    }
    return new Found(
        file,
        report.origin(),
        report.images(),
        confusion.wrong(),
        report.errorPercent(),
        report.errorIntervalPercent(),
        report.meanLoss(),
        report.seconds(),
        report.imagesPerSecond(),
        classNames,
        confusion.counts(),
        errors);
  }
}
