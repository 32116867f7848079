package capstan.mnist.command;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.SavedModel;
import capstan.core.kernel.Backend;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.option.ImageOptions;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.OutputOptions;
import capstan.mnist.option.SavedModelOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that shows what a trained network makes of images. */
abstract class NetworkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SavedModelOptions model;
  @Mixin OutputOptions output;
  @Mixin ImageOptions data;
  @Mixin MachineOptions machine;

  @Override
  public final Integer call() throws IOException, CommandFailure {
    SavedModel saved = model.load(err());
    require(saved);
    try (Backend backend = machine.start(err()).backend()) {
      show(saved, backend);
    }
    return ExitStatus.DONE;
  }

  /** Refuses a network that has nothing to show, before anything else is done. */
  void require(SavedModel saved) throws CommandFailure {}

  /** Writes pictures and tables, and prints what was found. */
  abstract void show(SavedModel saved, Backend backend) throws IOException, CommandFailure;

  /** The images that the options name, else those that the network was trained on. */
  final Dataset dataset(SavedModel saved) throws IOException, CommandFailure {
    return data.load(saved, machine.threads(), output.shown());
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
