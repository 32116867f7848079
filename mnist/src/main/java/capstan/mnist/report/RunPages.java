package capstan.mnist.report;

import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.text.ShownName;
import capstan.mnist.argument.RunEntry;
import capstan.mnist.argument.RunTable;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.FailureReport;
import capstan.mnist.finding.Comparison;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pages of the runs in a folder, for a server to show under {@code /runs}: all of them, one, and
 * several side by side. They are made anew each time, of what the folder holds at that moment, and
 * change nothing in it. What cannot be read is one line on its page; names that lead out of the
 * folder, be it by a link, name nothing.
 *
 * @param folder of the runs; need not be there yet
 */
public record RunPages(Path folder) {
  /** What these pages may load, for the header Content-Security-Policy. */
  public static final String POLICY = Page.POLICY;

  /** Where they are; the name of a run follows after a slash. */
  public static final String ADDRESS = "/runs";

  /** Under which name the runs to compare are asked for, each once. */
  public static final String RUN = "run";

  /**
   * All runs, the newest first.
   *
   * @return a page of HTML
   * @throws IOException if the folder cannot be read; the message is one line
   */
  public String list() throws IOException {
    Page page = new Page("Capstan: runs");
    if (Files.exists(folder)) {
      runs(page, folder, "");
    } else {
      page.paragraph("There is no folder %s yet; a training makes it.".formatted(folder));
    }
    return page.live().html();
  }

  /** The table of the runs in a folder, whose names begin with that of the folder. */
  private void runs(Page page, Path in, String before) throws IOException {
    List<RunEntry> runs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (RunEntry run : listed(in)) {
      String name = before + run.folder().getFileName();
      if (place(name).isPresent()) {
        runs.add(run);
        names.add(name);
      }
    }
    if (runs.isEmpty()) {
      page.paragraph("No runs in " + in + ".");
      return;
    }
    page.choices(
        RunTable.COLUMNS,
        runs.stream().map(RunTable::row).toList(),
        names,
        RunPages::address,
        new Page.Choice("Compare", ADDRESS, RUN));
  }

  private static List<RunEntry> listed(Path in) throws IOException {
    try {
      return RunEntry.in(in);
    } catch (IOException failure) {
      throw new IOException(FailureReport.line(failure), failure);
    }
  }

  /** To the list, and to some of its runs. */
  private static SequencedMap<String, String> links(List<String> names) {
    SequencedMap<String, String> links = new LinkedHashMap<>();
    links.put("All runs", ADDRESS);
    names.forEach(name -> links.put(name, address(name)));
    return links;
  }

  private static String address(String name) {
    return Stream.of(name.split("/"))
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/", ADDRESS + "/", ""));
  }

  /**
   * One run as it is now: state, curves, pictures, times and settings; of an experiment its runs.
   *
   * @param name of its folder; a run of an experiment has the experiment's name and a slash before
   * @return a page of HTML; empty if there is no such run
   * @throws IOException if the folder cannot be read; the message is one line
   */
  public Optional<String> run(String name) throws IOException {
    Optional<Path> place = place(name);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    RunEntry run = RunEntry.of(place.get());
    Page page = new Page("Capstan: " + name).links(links(List.of()));
    new RunPage(run, ShownName.of(name), page).write();
    if (run.state() == RunEntry.State.EXPERIMENT) {
      page.section("Runs");
      runs(page, place.get(), name + "/");
    }
    return Optional.of(page.html());
  }

  /**
   * Several runs side by side, as {@code compare} puts them.
   *
   * @param names as {@link #run} takes them
   * @return a page of HTML; empty if one of them is no run
   * @throws IOException if the folder cannot be read; the message is one line
   */
  public Optional<String> compare(List<String> names) throws IOException {
    Page page = new Page("Capstan: runs compared").links(links(names));
    List<RunHistory> runs = new ArrayList<>();
    for (String name : names) {
      Optional<Path> place = place(name);
      if (place.isEmpty()) {
        return Optional.empty();
      }
      RunEntry run = RunEntry.of(place.get());
      if (run.history().isEmpty()) {
        String why = run.fault().orElse("nothing is saved of it yet");
        page.paragraph("Left out is %s: %s.".formatted(name, why));
      }
      run.history().ifPresent(runs::add);
    }
    if (runs.size() < 2) {
      page.paragraph("Choose at least two runs of which something is saved.");
    } else {
      compare(page, runs);
    }
    return Optional.of(page.html());
  }

  private static void compare(Page page, List<RunHistory> runs) {
    try {
      Comparison comparison = new Comparison(runs);
      List<String> heads = new ArrayList<>(List.of(""));
      heads.addAll(comparison.names());
      page.section("Results").table(heads, Comparison.rows(comparison.results()));
      new ReportPage("", ExampleWords.of(runs.getFirst().configuration()), page)
          .picture("Test error and training loss by epoch, of all runs", comparison::curves);
      page.section("Settings that differ");
      Map<String, List<String>> settings = comparison.settings();
      if (settings.isEmpty()) {
        page.paragraph("None.");
      } else {
        page.table(heads, Comparison.rows(settings));
      }
    } catch (IOException | CommandFailure failure) {
      page.paragraph(FailureReport.line(failure));
    }
  }

  /** The folder of a run, if there is one of this name. */
  private Optional<Path> place(String name) {
    try {
      Path place = folder;
      for (String part : name.split("/", -1)) {
        Path next = Path.of(part);
        if (part.isEmpty()
            || next.getNameCount() != 1
            || next.isAbsolute()
            || part.matches("\\.+")) {
          return Optional.empty();
        }
        place = place.resolve(next);
      }
      boolean inside = place.toRealPath().startsWith(folder.toRealPath());
      return inside && RunFiles.isRun(place) ? Optional.of(place) : Optional.empty();
    } catch (IOException | InvalidPathException nothing) {
      return Optional.empty();
    }
  }
}
