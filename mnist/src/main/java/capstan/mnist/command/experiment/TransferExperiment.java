package capstan.mnist.command.experiment;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.training.Transfer;
import capstan.core.backend.BackendChoice;
import capstan.mnist.argument.Arguments;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.RunPath;
import capstan.mnist.argument.UsageException;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.experiment.TransferConfiguration;
import capstan.mnist.finding.TransferReport;
import capstan.mnist.option.PresetOptions;
import capstan.mnist.option.TrainingOptions;
import capstan.mnist.option.WeightsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code capstan experiment transfer}: what trained weights are worth on few other images. */
@Command(
    name = "transfer",
    description = {
      "Trains on few images from nothing and from trained weights.",
      "",
      "Three runs for each number of images: from nothing, from the weights of RUN, and from them"
          + " with all convolutions frozen, each in a run folder of its own within DIR. The network"
          + " is that of RUN, trained as the preset of its run says. Prints the test errors after"
          + " the last epoch and writes transfer.csv, transfer.json and transfer.png after every"
          + " run. Ctrl-C saves and tells how to go on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  capstan train --preset quick --drawn --limit 10000 --out runs/drawn",
      "  capstan experiment transfer runs/drawn --out runs/transfer --epochs 8 --data data/mnist",
      "  capstan experiment transfer --resume runs/transfer"
    })
final class TransferExperiment extends SeriesExperiment<TransferConfiguration> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN|FILE",
      converter = RunPath.class,
      description =
          "Whose weights to start from: a run folder ('latest' for the newest in runs) or a"
              + " safetensors file; none with --resume.")
  private Path source;

  @Range(least = 1, most = Integer.MAX_VALUE)
  @Option(
      names = "--images",
      order = 4,
      paramLabel = "N",
      split = ",",
      defaultValue = "200,500,1000,2000",
      description =
          "Numbers of training images, the first ones of the data (default: ${DEFAULT-VALUE}).")
  private List<Integer> images;

  @Mixin private TrainingOptions training;

  /** The network to start from; null with --resume. */
  private SavedModel trained;

  @Override
  int perform() throws IOException, CommandFailure {
    place.refuseWhenResumed();
    refuse("--limit", "--freeze");
    if (place.isResumed() == (source != null)) {
      throw new UsageException(
          spec,
          "RUN|FILE: expected "
              + (source == null ? "a trained network" : "none with --resume, found " + source));
    }
    trained = source == null ? null : WeightsOptions.read(source, err());
    TransferConfiguration asked = source == null ? null : asked();
    return inFolder(TransferConfiguration.class, dataset -> fitted(asked, dataset));
  }

  private TransferConfiguration asked() {
    RunConfiguration like = PresetOptions.like(trained);
    return Arguments.make(
        spec,
        () ->
            new TransferConfiguration(
                trained.name().replace(".safetensors", ""),
                images,
                data.requireFit(like.withTraining(training.applyTo(like.training())))));
  }

  private TransferConfiguration fitted(TransferConfiguration asked, Dataset dataset) {
    int most = dataset.train().count();
    if (asked.images().getLast() > most) {
      throw new InvalidSettingException(
          "--images: %s has %d training images, found %d"
              .formatted(dataset.origin(), most, asked.images().getLast()));
    }
    asked.base().requireEffect();
    asked.base().requireValidation(dataset);
    TransferConfiguration fitted =
        new TransferConfiguration(
            asked.source(), asked.images(), asked.base().fittedTo(dataset.train()));
    Transfer.of(fitted.base(), trained);
    return fitted;
  }

  @Override
  void begin(TransferConfiguration configuration, RunFolder folder) throws IOException {
    SafetensorsFile.write(configuration.weights(folder.path()), trained.bareWeights());
    super.begin(configuration, folder);
  }

  @Override
  int run(
      TransferConfiguration configuration, RunFolder folder, Dataset dataset, BackendChoice choice)
      throws IOException, CommandFailure {
    return train(
        folder,
        configuration.members(folder.path()).stream()
            .map(TransferConfiguration.Member::run)
            .toList(),
        dataset,
        choice,
        finished -> new TransferReport(configuration, folder.path(), finished, dataset.name()));
  }
}
