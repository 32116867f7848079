package capstan.mnist.command.experiment;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.core.backend.BackendChoice;
import capstan.mnist.argument.Arguments;
import capstan.mnist.argument.Range;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.experiment.AblationConfiguration;
import capstan.mnist.finding.AblationReport;
import capstan.mnist.option.LearningOptions;
import capstan.mnist.option.NetworkOptions;
import capstan.mnist.option.TrainingOptions;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code capstan experiment ablation}: what routing and reconstruction are good for. */
@Command(
    name = "ablation",
    description = {
      "Trains with and without routing and reconstruction.",
      "",
      "The paper's table 1: one and three rounds of routing, with and without the reconstruction"
          + " network, several seeds each, one run after the other, each in a run folder of its own"
          + " within DIR. Prints the mean test error after the last epoch and its standard"
          + " deviation beside the paper's, and writes ablation.csv, ablation.json and ablation.png"
          + " after every run. Ctrl-C saves and tells how to go on.",
      ""
    },
    footer = {
      "",
      "'(paper: ...)' is what an option is in this experiment unless given.",
      "",
      "Examples:",
      "  capstan experiment ablation --out runs/ablation --epochs 10 --data data/mnist",
      "  capstan experiment ablation --resume runs/ablation --data data/mnist"
    })
final class AblationExperiment extends SeriesExperiment<AblationConfiguration> {
  @Range(least = 1, most = 1_000)
  @Option(
      names = "--seeds",
      order = 4,
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs of each kind, with seeds from --seed on (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Range(least = 1, most = 100)
  @Option(
      names = "--rounds",
      order = 5,
      paramLabel = "N",
      split = ",",
      defaultValue = "1,3",
      description = "Rounds of routing to compare (default: ${DEFAULT-VALUE}).")
  private List<Integer> rounds;

  @Mixin private TrainingOptions training;
  @Mixin private NetworkOptions network;
  @Mixin private LearningOptions learning;

  @Override
  int perform() throws IOException, CommandFailure {
    place.refuseWhenResumed();
    refuse("--routing-rounds", "--decoder");
    AblationConfiguration asked = place.isResumed() ? null : asked();
    return inFolder(AblationConfiguration.class, dataset -> fitted(asked, dataset));
  }

  private static AblationConfiguration fitted(AblationConfiguration asked, Dataset dataset) {
    asked.base().requireValidation(dataset);
    return new AblationConfiguration(
        asked.routingRounds(), asked.seeds(), asked.base().fittedTo(dataset.train()));
  }

  private AblationConfiguration asked() {
    RunConfiguration paper = Preset.PAPER.configuration();
    return Arguments.make(
        spec,
        () ->
            new AblationConfiguration(
                rounds,
                seeds,
                data.requireFit(
                    paper
                        .withModel(learning.applyTo(network.applyTo(paper.model())))
                        .withTraining(training.applyTo(paper.training())))));
  }

  @Override
  int run(
      AblationConfiguration configuration, RunFolder folder, Dataset dataset, BackendChoice choice)
      throws IOException, CommandFailure {
    return train(
        folder,
        configuration.members(folder.path()).stream()
            .map(AblationConfiguration.Member::run)
            .toList(),
        dataset,
        choice,
        finished -> new AblationReport(configuration, folder.path(), finished, dataset.name()));
  }
}
