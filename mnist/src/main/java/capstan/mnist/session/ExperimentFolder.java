package capstan.mnist.session;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.mnist.argument.UsageException;
import capstan.mnist.option.DataOptions;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.RecordedOptions;
import capstan.mnist.text.Json;
import capstan.mnist.text.ShellWord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where an experiment that trains is kept, and how it says what it found. */
public final class ExperimentFolder {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Place place;

  /** A new place or an old one. */
  static final class Place {
    @Option(
        names = "--out",
        order = 1,
        paramLabel = "DIR",
        description = "New folder for this experiment.")
    private Path created;

    @Option(
        names = "--resume",
        order = 2,
        paramLabel = "DIR",
        description =
            "Go on with the experiment in this folder; what it computes comes from the folder.")
    private Path resumed;
  }

  @Option(
      names = "--json",
      order = 3,
      description = "Print one JSON object at the end; everything else goes to standard error.")
  private boolean json;

  /** Where people look; with --json only the object goes to standard output. */
  public PrintWriter shown() {
    CommandLine command = spec.commandLine();
    return json ? command.getErr() : command.getOut();
  }

  /**
   * Prints the object that --json asks for, if it does.
   *
   * @param found the record, made only then
   * @param written files to name in it
   */
  public void printJson(Supplier<? extends Record> found, List<Path> written) {
    if (json) {
      spec.commandLine().getOut().println(Json.of(found.get(), written));
      spec.commandLine().getOut().flush();
    }
  }

  /** The folder to go on with; null for a new one. */
  public Path resumed() {
    return place.resumed;
  }

  /** Whether to go on with what was begun. */
  public boolean isResumed() {
    return place.resumed != null;
  }

  /**
   * Refuses what would change an experiment that goes on as it began: ignored, it would mislead.
   * All that is said here and of the machine may change, since no result depends on it; where the
   * data is may, since it is known by its checksum.
   *
   * @param settled names of options, or of groups of them, that are compared with what was begun
   */
  public void refuseWhenResumed(String... settled) {
    if (!isResumed()) {
      return;
    }
    Set<String> free = new HashSet<>(List.of(settled));
    Stream.concat(Stream.of("place", "machine", "ranks", "data"), Arrays.stream(settled))
        .filter(spec.mixins()::containsKey)
        .forEach(group -> free.addAll(spec.mixins().get(group).optionsMap().keySet()));
    for (OptionSpec given : spec.commandLine().getParseResult().matchedOptions()) {
      if (!free.contains(given.longestName())) {
        throw new UsageException(
            spec, given.longestName() + " cannot change what is resumed; leave it out");
      }
    }
  }

  /**
   * Opens the folder, new or old.
   *
   * @throws IOException if it is not what it should be, or in use; the message is one line
   */
  public RunFolder open() throws IOException {
    return isResumed() ? RunFolder.resume(place.resumed) : RunFolder.create(place.created);
  }

  /** What says where the data is: the options given, or those that a resumed folder keeps. */
  public DataOptions dataOf(DataOptions given) throws IOException {
    return isResumed() ? RecordedOptions.toResume(given, place.resumed) : given;
  }

  /** Prints the closing lines of an experiment that was stopped. */
  public void printStopped(DataOptions data, MachineOptions machine) {
    shown().println("stopped and saved; go on with");
    shown().println("  " + resumeCommand(data, machine));
    shown().flush();
  }

  /** The command that goes on with it, as a user would type it. */
  public String resumeCommand(DataOptions data, MachineOptions machine) {
    List<String> words = new ArrayList<>(machine.program());
    words.addAll(List.of("experiment", spec.name(), "--resume"));
    words.add((isResumed() ? place.resumed : place.created).toString());
    words.addAll(data.asGiven());
    words.addAll(machine.asGiven());
    return String.join(" ", words.stream().map(ShellWord::quoted).toList());
  }
}
