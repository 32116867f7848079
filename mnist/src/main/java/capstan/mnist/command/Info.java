package capstan.mnist.command;

import capstan.capsnet.group.AllReduceProvider;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.backend.BackendChoice;
import capstan.core.backend.BackendFailureException;
import capstan.core.backend.BackendProvider;
import capstan.core.backend.BackendUnavailableException;
import capstan.core.backend.Backends;
import capstan.core.backend.RuntimeFacts;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.UsageException;
import capstan.mnist.display.KernelLine;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.option.PresetOptions;
import capstan.mnist.text.Figures;
import capstan.mnist.text.Json;
import capstan.mnist.text.ManifestVersion;
import capstan.mnist.text.PlanReport;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.sun.management.OperatingSystemMXBean;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan info}: what the program runs on, and what it makes of it. */
@Command(
    name = "info",
    description = {
      "Prints what Capstan runs on.",
      "",
      "Version, JDK, the backend and why it was chosen, what the processor offers, threads, memory,"
          + " the GPU for --backend cublas, or why there is none, and whether the JVM compiles"
          + " every kernel well, which takes seconds. With --plan instead how each convolution of a"
          + " network is computed, and what that costs.",
      ""
    })
final class Info implements Callable<Integer> {
  private static final int DEFAULT_BATCH = 128;

  @Spec private CommandSpec spec;

  @Option(
      names = "--plan",
      order = 1,
      description =
          "For each convolution, the algorithm that the planner takes, and for every algorithm the"
              + " predicted and the measured time; takes seconds.")
  private boolean plan;

  @Option(
      names = "--preset",
      order = 2,
      paramLabel = "NAME",
      completionCandidates = PresetOptions.PresetNames.class,
      description = "With --plan: whose network (default: paper).")
  private String preset;

  @Range(least = 1, most = Range.MOST_AT_A_TIME)
  @Option(
      names = "--batch",
      order = 3,
      paramLabel = "N",
      description = "With --plan: images per step (default: 128).")
  private Integer batch;

  @Option(names = "--json", order = 4, description = "Print one JSON object instead of text.")
  private boolean json;

  private record Found(
      String version,
      Java java,
      String machine,
      Chosen backend,
      Vectors vectors,
      boolean fma,
      boolean c2,
      int threads,
      int processors,
      long javaMemoryBytes,
      Long machineMemoryBytes,
      @JsonAnyGetter Map<String, String> further) {}

  private record Java(
      String version, boolean recentEnough, String virtualMachine, String vendor, String home) {}

  private record Chosen(String name, String reason, boolean fallback) {}

  private record Vectors(boolean moduleReadable, int machineBits, int usedBits, int registers) {}

  @Override
  public Integer call() {
    if (plan) {
      if (json) {
        throw new UsageException(spec, "--json is not for --plan");
      }
      return plan();
    }
    if (preset != null || batch != null) {
      throw new UsageException(spec, (preset != null ? "--preset" : "--batch") + " is for --plan");
    }
    if (json) {
      return json();
    }
    PrintWriter out = spec.commandLine().getOut();
    RuntimeFacts facts = RuntimeFacts.read();
    line(out, "version", "Capstan " + ManifestVersion.version());
    line(
        out,
        "java",
        facts.javaVersion()
            + ", "
            + facts.virtualMachine()
            + " ("
            + System.getProperty("java.vendor")
            + "), "
            + System.getProperty("java.home"));
    if (!facts.javaRecentEnough()) {
      line(out, "", "warning: older than the 25.0.3 that Capstan is tested with, please update");
    }
    line(out, "machine", machine());
    BackendChoice choice = Backends.lookup("auto");
    try (Backend backend = choice.backend()) {
      line(
          out,
          "backend",
          backend.name() + (choice.fallback() ? ", because " : ": ") + choice.reason());
      line(out, "vectors", vectors(facts));
      line(out, "FMA", facts.fma() ? "one instruction" : "not in hardware");
      line(
          out,
          "C2",
          facts.c2() ? "on" : "off: HotSpot's optimizing compiler is needed for the Vector API");
      line(
          out,
          "threads",
          backend.workers().threads() + " of " + Figures.count(facts.processors(), "processor"));
      line(out, "memory", memory());
      // After all else is on the screen: one loads the driver, the other waits for the compiler.
      out.flush();
      for (BackendProvider further : Backends.further()) {
        line(out, further.title(), hardware(further));
        out.flush();
      }
      AllReduceProvider.find().ifPresent(ranks -> line(out, "ranks", ranks.description()));
      KernelLine.describe(backend).ifPresent(text -> line(out, "kernels", text));
      out.flush();
    }
    return ExitStatus.DONE;
  }

  private int json() {
    RuntimeFacts facts = RuntimeFacts.read();
    BackendChoice choice = Backends.lookup("auto");
    try (Backend backend = choice.backend()) {
      Map<String, String> further = new LinkedHashMap<>();
      Backends.further().forEach(each -> further.put(each.name(), hardware(each)));
      AllReduceProvider.find().ifPresent(ranks -> further.put(ranks.name(), ranks.description()));
      KernelLine.describe(backend).ifPresent(text -> further.put("kernels", text));
      OptionalLong memory = machineMemory();
      boolean vectors = facts.vectorModule();
      Found found =
          new Found(
              ManifestVersion.version(),
              new Java(
                  facts.javaVersion().toString(),
                  facts.javaRecentEnough(),
                  facts.virtualMachine(),
                  System.getProperty("java.vendor"),
                  System.getProperty("java.home")),
              machine(),
              new Chosen(backend.name(), choice.reason(), choice.fallback()),
              new Vectors(
                  vectors,
                  facts.preferredBits(),
                  vectors ? facts.vectorBits() : 0,
                  vectors ? facts.vectorRegisters() : 0),
              facts.fma(),
              facts.c2(),
              backend.workers().threads(),
              facts.processors(),
              Runtime.getRuntime().maxMemory(),
              memory.isPresent() ? memory.getAsLong() : null,
              further);
      spec.commandLine().getOut().println(Json.of(found));
    }
    spec.commandLine().getOut().flush();
    return ExitStatus.DONE;
  }

  private int plan() {
    RunConfiguration configuration;
    try {
      configuration = (preset == null ? Preset.PAPER : Preset.named(preset)).configuration();
    } catch (InvalidSettingException unknown) {
      throw new UsageException(spec, "--preset: " + unknown.getMessage());
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Backend backend = Backends.lookup("auto").backend()) {
      PlanReport.print(
          out,
          backend,
          configuration.model().newModel().layers(),
          batch == null ? DEFAULT_BATCH : batch);
    }
    out.flush();
    return ExitStatus.DONE;
  }

  private static String vectors(RuntimeFacts facts) {
    if (!facts.vectorModule()) {
      return "unknown: the module jdk.incubator.vector is not readable";
    }
    String machine = facts.preferredBits() + " bits wide on this machine";
    String used =
        facts.vectorBits() == 0
            ? "not used"
            : facts.vectorBits() + " bits used, " + facts.vectorRegisters() + " registers";
    String forced =
        facts.forcedBits().map(bits -> " (capstan.vector.bits=" + bits + ")").orElse("");
    return machine + ", " + used + forced;
  }

  private static String hardware(BackendProvider backend) {
    try {
      return backend.hardware();
    } catch (BackendUnavailableException | BackendFailureException unavailable) {
      return "not available: " + unavailable.getMessage();
    }
  }

  private static String machine() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", "
        + System.getProperty("os.arch");
  }

  private static String memory() {
    String java = "Java may use " + Figures.mebibytes(Runtime.getRuntime().maxMemory());
    OptionalLong all = machineMemory();
    return all.isPresent()
        ? java + " of the machine's " + Figures.mebibytes(all.getAsLong())
        : java;
  }

  private static OptionalLong machineMemory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? OptionalLong.of(machine.getTotalMemorySize())
        : OptionalLong.empty();
  }

  private static void line(PrintWriter out, String name, String text) {
    out.printf("%-9s %s%n", name, text);
  }
}
