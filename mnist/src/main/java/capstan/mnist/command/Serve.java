package capstan.mnist.command;

import capstan.capsnet.inference.SavedModel;
import capstan.mnist.argument.RunPath;
import capstan.mnist.argument.UsageException;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.illustration.DimensionWords;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.ServerOptions;
import capstan.mnist.option.WeightsOptions;
import capstan.mnist.serving.NetworkSource;
import capstan.mnist.session.ServingSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code capstan serve}: trained networks over HTTP. */
@Command(
    name = "serve",
    description = {
      "Answers requests over HTTP with trained networks, and serves a page to draw on.",
      "",
      "Speaks the Open Inference Protocol v2 below /v2, takes pictures at /predictions/NAME, and"
          + " shows the runs of a folder at /runs. Requests that wait are computed together; what"
          + " is said of an image does not depend on what it is computed with. Ctrl-C or SIGTERM"
          + " finishes what is under way.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  capstan serve latest",
      "  capstan serve digits=runs/mnist fashion=runs/fashion --port 0",
      "  CAPSTAN_TOKEN=secret capstan serve latest --host 0.0.0.0 --watch"
    })
final class Serve implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "[NAME=]RUN|FILE",
      description =
          "Run folders ('latest' for the newest in runs) or safetensors files; requests call each"
              + " by its NAME, or else by the name of the folder or file.")
  private List<String> networks;

  @Option(
      names = "--watch",
      order = 1,
      description =
          "Serve newer checkpoints as they are saved, such as those of a training that goes on.")
  private boolean watch;

  @Mixin private ServerOptions server;
  @Mixin private MachineOptions machine;

  @Override
  public Integer call() throws IOException, CommandFailure {
    PrintWriter err = spec.commandLine().getErr();
    List<NetworkSource> sources = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String word : networks) {
      NetworkSource source = source(word, err);
      if (!names.add(source.name())) {
        throw new UsageException(
            spec, "two networks are called %s: give them names, NAME=RUN".formatted(source.name()));
      }
      sources.add(source);
    }
    ServingSession session = new ServingSession(spec.commandLine().getOut(), err);
    return session.run(sources, server, machine, watch, _ -> {});
  }

  private NetworkSource source(String word, PrintWriter err) throws IOException {
    int equals = word.indexOf('=');
    boolean named = equals > 0 && !Files.exists(Path.of(word));
    Path path = path(named ? word.substring(equals + 1) : word);
    SavedModel saved = WeightsOptions.read(path, err);
    String name = named ? word.substring(0, equals) : nameOf(path);
    return new NetworkSource(name, path, saved, DimensionWords.beside(saved.file()));
  }

  private Path path(String word) {
    try {
      return new RunPath().convert(word);
    } catch (CommandLine.TypeConversionException none) {
      throw new UsageException(spec, "[NAME=]RUN|FILE: " + none.getMessage());
    }
  }

  /** A run's folder, or a file without what comes after the dot. */
  private static String nameOf(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    String name = whole.getFileName() == null ? "network" : whole.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return Files.isDirectory(path) || dot <= 0 ? name : name.substring(0, dot);
  }
}
