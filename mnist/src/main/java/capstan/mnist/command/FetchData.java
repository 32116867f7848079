package capstan.mnist.command;

import capstan.mnist.display.FetchDisplay;
import capstan.mnist.display.Terminal;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.fetch.DataFetch;
import capstan.mnist.fetch.DataSource;
import capstan.mnist.fetch.FetchPatience;
import capstan.mnist.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code capstan data fetch}: downloads a data set. */
@Command(
    name = "fetch",
    description = {
      "Downloads a data set.",
      "",
      "Fetches its four files from public mirrors and checks each one's checksum. An interrupted"
          + " download goes on where it stopped; files that are there already are left.",
      ""
    })
final class FetchData implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = "mnist",
      converter = Names.class,
      completionCandidates = Names.class,
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private DataSource dataSet;

  @Option(
      names = {"--to", "--out"},
      order = 1,
      paramLabel = "DIR",
      description = "Folder to put them in (default: data/NAME).")
  private Path folder;

  @Option(
      names = "--json",
      order = 2,
      description = "Print one JSON object at the end; everything else goes to standard error.")
  private boolean json;

  private record Fetched(String name, String title, Path folder) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter shown = json ? spec.commandLine().getErr() : out;
    Path to = folder == null ? Path.of("data", Names.of(dataSet)) : folder;
    try (FetchDisplay display = new FetchDisplay(shown, Terminal.present())) {
      new DataFetch(dataSet, FetchPatience.PATIENT).fetch(to, display);
    }
    if (json) {
      out.println(Json.of(new Fetched(Names.of(dataSet), dataSet.title(), to)));
    } else {
      out.println(dataSet.title() + " is in " + to);
    }
    out.flush();
    return ExitStatus.DONE;
  }

  /** {@code mnist}, {@code fashion-mnist}. */
  static final class Names implements CommandLine.ITypeConverter<DataSource>, Iterable<String> {
    private static final String MNIST = "mnist";
    private static final String FASHION = "fashion-mnist";

    static String of(DataSource dataSet) {
      return dataSet.equals(DataSource.MNIST) ? MNIST : FASHION;
    }

    @Override
    public DataSource convert(String name) {
      return switch (name) {
        case MNIST -> DataSource.MNIST;
        case FASHION -> DataSource.FASHION_MNIST;
        default ->
            throw new CommandLine.TypeConversionException(
                "expected " + MNIST + " or " + FASHION + ", found '" + name + "'");
      };
    }

    @Override
    public Iterator<String> iterator() {
      return Arrays.asList(MNIST, FASHION).iterator();
    }
  }
}
