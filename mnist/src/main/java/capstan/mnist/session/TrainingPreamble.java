package capstan.mnist.session;

import capstan.capsnet.group.AllReduce;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.StartingWeights;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.text.ShownName;
import capstan.capsnet.training.TrainingPlan;
import capstan.mnist.text.ConfigurationReport;
import capstan.mnist.text.ConfigurationReport.Difference;
import capstan.mnist.text.Figures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a user reads before a training starts. */
public final class TrainingPreamble {
  private TrainingPreamble() {}

  /**
   * Prints preset, data, network, memory and backend, a line each.
   *
   * @param out where to
   * @param plan what is going to happen
   * @param machine what computes, and why
   * @param folder the run folder
   */
  public static void print(
      PrintWriter out, TrainingPlan plan, TrainingMachine machine, Path folder) {
    TrainingConfiguration training = plan.configuration().training();
    printPreset(out, plan.configuration());
    line(
        out,
        "data",
        plan.data().origin()
            + ": "
            + Figures.count(plan.data().trainImages())
            + " training images"
            + (training.validation() == 0
                ? ""
                : ", " + Figures.count(training.validation()) + " of them held out")
            + ", "
            + Figures.count(plan.data().testImages())
            + " test images");
    line(out, "network", Figures.count(plan.model().parameterCount()) + " parameters");
    plan.configuration().startedFrom().stream()
        .findFirst()
        .ifPresent(start -> printStart(out, start, plan.model()));
    if (!training.freeze().isEmpty()) {
      line(out, "held", String.join(", ", training.freeze()));
    }
    line(
        out,
        "training",
        Figures.count(training.epochs(), "epoch")
            + " of "
            + Figures.count(plan.stepsPerEpoch(), "step")
            + " ("
            + Figures.count(plan.examplesPerEpoch(), plan.words().one())
            + (training.epochs() > 1
                ? ", "
                    + Figures.count((long) plan.examplesPerEpoch() * training.epochs())
                    + " in all"
                : "")
            + ")"
            + ", batch "
            + training.batch()
            + ", seed "
            + training.seed());
    if (plan.stepsDone() > 0) {
      line(
          out,
          "resumed",
          "after step "
              + Figures.count(plan.stepsDone())
              + " of "
              + Figures.count(plan.totalSteps()));
    }
    line(
        out,
        "memory",
        "needs about "
            + Figures.mebibytes(plan.memory().total())
            + ", Java may use "
            + Figures.mebibytes(Runtime.getRuntime().maxMemory()));
    line(
        out,
        "backend",
        plan.backend() + "; " + Figures.count(machine.backend().workers().threads(), "thread"));
    if (machine.group().ranks() > 1) {
      line(out, "ranks", ranks(machine.group(), training.batch()));
    }
    line(out, "run", folder.toString());
    out.println();
    out.flush();
  }

  private static String ranks(AllReduce group, int batch) {
    int least = batch / group.ranks();
    int most = Math.ceilDiv(batch, group.ranks());
    return "%s; each computes %s of a batch's %d and adds its gradients to the others'"
        .formatted(group.description(), least == most ? least : least + " or " + most, batch);
  }

  /** The preset and where the run differs from it. */
  private static void printPreset(PrintWriter out, RunConfiguration configuration) {
    Optional<Preset> preset = ConfigurationReport.preset(configuration);
    line(
        out,
        "preset",
        configuration.preset() + preset.map(known -> ", " + known.source()).orElse(""));
    if (preset.isEmpty()) {
      return;
    }
    String name = "but";
    for (Difference difference :
        ConfigurationReport.differences(preset.get().configuration(), configuration)) {
      line(out, name, difference.from(configuration.preset()));
      name = "";
    }
  }

  /** Which layers have trained weights, and which do not. */
  private static void printStart(PrintWriter out, StartingWeights start, Model model) {
    String taken =
        model.layers().stream()
            .map(Layer::name)
            .filter(layer -> !start.anew().contains(layer))
            .collect(Collectors.joining(", "));
    line(
        out,
        "weights",
        "from %s, checksum %s: %s".formatted(start.name(), start.checksum(), taken));
    if (!start.anew().isEmpty()) {
      line(out, "anew", String.join(", ", start.anew()));
    }
  }

  private static void line(PrintWriter out, String name, String text) {
    out.printf("%-9s %s%n", name, ShownName.of(text));
  }
}
