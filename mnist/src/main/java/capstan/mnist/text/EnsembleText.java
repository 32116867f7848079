package capstan.mnist.text;

import capstan.capsnet.inference.Ensemble;
import capstan.capsnet.run.EvaluationReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an evaluation of several networks together found, for people and for programs. */
public final class EnsembleText {
  private static final String TOGETHER = "together";

  private EnsembleText() {}

  /**
   * For programs.
   *
   * @param averaged of what the mean was taken: lengths or probabilities
   * @param together what all networks came to
   * @param networks what each came to alone
   */
  public record Found(
      String averaged, EvaluationText.Found together, List<EvaluationText.Found> networks) {}

  /**
   * For programs.
   *
   * @param ensemble the networks
   * @param files theirs, in their order
   * @param report what was found
   * @param classNames by label
   */
  public static Found found(
      Ensemble ensemble, List<Path> files, Ensemble.Report report, List<String> classNames) {
    List<EvaluationText.Found> networks = new ArrayList<>();
    for (int network = 0; network < files.size(); network++) {
      networks.add(
          EvaluationText.found(files.get(network), report.single().get(network), classNames));
    }
    return new Found(
        ensemble.scoreKind().certainties(),
        EvaluationText.found(null, report.together(), classNames),
        networks);
  }

  /**
   * For people: a row a network, and all of them together in the last.
   *
   * @param out where to
   * @param ensemble the networks
   * @param files theirs, in their order
   * @param report what was found
   * @param classNames by label
   */
  public static void print(
      PrintWriter out,
      Ensemble ensemble,
      List<Path> files,
      Ensemble.Report report,
      List<String> classNames) {
    EvaluationReport together = report.together();
    List<String> names = RunTitle.ofAll(files);
    int width = names.stream().mapToInt(String::length).max().orElseThrow();
    String row = "%-" + Math.max(width, TOGETHER.length()) + "s";
    out.printf(
        "networks    %d, their %s averaged%n", files.size(), ensemble.scoreKind().certainties());
    out.printf("data        %s%n", together.origin());
    out.printf("loss        %s together%n", Figures.decimal(together.meanLoss(), 5));
    out.printf(
        "time        %s, %s images/s%n%n",
        Figures.duration(together.seconds()), Figures.decimal(together.imagesPerSecond(), 0));
    for (int network = 0; network < files.size(); network++) {
      out.printf(row, names.get(network));
      out.printf("  %s%n", Figures.error(report.single().get(network).score()));
    }
    out.printf(row, TOGETHER);
    out.printf("  %s%n%n", Figures.error(together.score()));
    EvaluationText.printClasses(out, together.confusion(), classNames);
  }
}
