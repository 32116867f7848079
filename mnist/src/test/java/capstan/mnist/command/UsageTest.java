package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.exit.ExitStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the command line says of itself, and of arguments that make no sense. */
class UsageTest {
  /** Every command, by the words that lead to it. */
  static Stream<List<String>> commands() {
    List<List<String>> all = new ArrayList<>();
    collect(Capstan.commandLine(), List.of(), all);
    return all.stream();
  }

  private static void collect(CommandLine command, List<String> words, List<List<String>> all) {
    all.add(words);
    command
        .getSubcommands()
        .forEach(
            (name, below) -> {
              List<String> longer = new ArrayList<>(words);
              longer.add(name);
              collect(below, longer, all);
            });
  }

  @Test
  void allCommandsAreThere() {
    assertThat(commands().map(words -> String.join(" ", words)))
        .contains(
            "train",
            "evaluate",
            "predict",
            "summary",
            "data fetch",
            "data show",
            "info",
            "completion",
            "bench",
            "man")
        .contains("reconstruct", "perturb", "routing", "embed", "compare", "report", "export");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithADescriptionOfEveryOption(List<String> words) {
    CommandRun run = CommandRun.of(words, "--help").succeeded();
    String name = String.join(" ", words);
    assertThat(run.out()).startsWith(("Usage: capstan " + name).strip());
    CommandLine command = Capstan.commandLine();
    for (String word : words) {
      command = command.getSubcommands().get(word);
    }
    assertThat(command.getCommandSpec().options())
        .allSatisfy(
            option -> {
              assertThat(option.description()).isNotEmpty();
              assertThat(run.out()).contains(option.longestName().substring(2));
            });
    // picocli leaves what it cannot fill in as it is.
    assertThat(run.out()).doesNotContain("${");
    assertThat(run.out().contains("Exit status: 0 done")).isEqualTo(words.isEmpty());
  }

  /** What serve makes of its words itself is refused as what picocli makes of others'. */
  @Test
  void latestNeedsARun() {
    assertThat(CommandRun.of("serve", "latest").failed(ExitStatus.USAGE))
        .contains("RUN|FILE", "latest: found no run in runs");
    assertThat(CommandRun.of("evaluate", "latest").failed(ExitStatus.USAGE))
        .contains("RUN|FILE", "latest: found no run in runs");
  }

  @Test
  void versionNamesTheProgramAndTheJdk() {
    assertThat(CommandRun.of("--version").succeeded().out())
        .startsWith("Capstan ")
        .contains("Java " + Runtime.version());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train --batch 0 | --batch must be a whole number from 1 to 65,536 found '0'",
        "train --batch many | --batch many",
        "train --threads -1 | --threads must be from 1 to 1,024 found '-1'",
        "train --threads 0 | --threads must be from 1 found '0'",
        "train --epochs -1 | --epochs must be from 0 to found '-1'",
        "experiment ablation --out x --epochs 0 | --epochs at least 1 found 0",
        "train --preset kera | --preset kera paper official keras pytorch tensorflow cnn",
        "train --model rnn | --model capsnet cnn rnn",
        "train --backend gpu | --backend auto simd scalar gpu",
        "train --tf32 | --tf32 --backend cublas auto",
        "train --backend scalar --threads 2 | --threads 2 scalar one thread",
        "train --learning-rate 0 | --learning-rate from 1e-12 to 100",
        "train --learning-rate NaN | --learning-rate NaN",
        "train --decay by-epoch | --decay by-epoch:FACTOR by-epoch",
        "train --decay by-epoch:2 | --decay at most 1 found 2",
        "train --adam-beta1 1 | --adam-beta1 from 0 to 0.999999",
        "train --shift -1 | --shift from 0 found '-1.0'",
        "train --rotate 181 | --rotate from 0 to 180",
        "train --erase 2.5 | --erase a whole number from 0 to 1,000",
        "train --no-decoder --no-warped-target | warped-target no decoder",
        "train --shift 0 --no-warped-target | warped-target neither moved",
        "train --warp-share 0.5 | warp-share neither turned",
        "train --erase 3 --warp-until 0.5 | warp-until neither turned",
        "train --limit -1 | --limit from 0 found '-1'",
        "train --validation -1 | --validation from 0 found '-1'",
        "train --seed one | --seed one",
        "train --save-minutes -1 | --save-minutes from 0 '-1.0'",
        "train --routing-rounds 0 | --routing-rounds from 1 to 100 found '0'",
        "train --routing-gradient some | --routing-gradient all last some",
        "train --squash-epsilon 2 | --squash-epsilon from 0 to 0.5 found '2.0'",
        "train --conv1-size 29 | Conv1 29x29 does not fit 28x28",
        "train --present-margin 0.05 | absent-margin present-margin 0.05",
        "train --initial-w normal | --initial-w normal:0.1 normal",
        "train --initial-w normal:x | --initial-w number normal:x",
        "train --initial-w cauchy | --initial-w glorot-uniform cauchy",
        "train --dropout 0.2 | --dropout baseline CNN",
        "train --model cnn --dropout 1 | --dropout from 0 to 0.99 found '1.0'",
        "train --model cnn --routing-rounds 2 | --routing-rounds capsule network",
        "train --run a --resume b | --run --resume exclusive",
        "train --data a --drawn | --data --drawn exclusive",
        "train --bacth 3 | --bacth --batch",
        "trian | trian train",
        "nonsense --help | nonsense",
        "train nonsense --help | nonsense",
        "evaluate | RUN FILE",
        "evaluate x --batch 0 | --batch from 1 found '0'",
        "predict x | IMAGE",
        "reconstruct | RUN FILE",
        "reconstruct x --images 0 | --images from 1 found '0'",
        "reconstruct x --shown 0 | --shown from 1 to 1,000 found '0'",
        "routing x | IMAGE",
        "embed x --images none | --images none",
        "export x --weights half --onnx y | --weights float32 'half'",
        "perturb x --samples 0 | --samples from 1 found '0'",
        "summary --image-size 5 | Conv1 9x9 does not fit 5x5",
        "summary --image-size 0 | --image-size from 1 '0'",
        "data | fetch show",
        "data fetch cifar | mnist fashion-mnist cifar"
      })
  void wrongUsageIsOneLineAndStatusTwo(String arguments, String expected) {
    String line = CommandRun.of(arguments.split(" ")).failed(ExitStatus.USAGE);
    assertThat(line).contains(expected.split(" ")).contains("--help");
  }

  @Test
  void noCommandIsWrongUsage() {
    assertThat(CommandRun.of().failed(ExitStatus.USAGE)).contains("expected a command");
  }

  @Test
  void completionKnowsCommandsOptionsAndValues() throws Exception {
    String script = CommandRun.of("completion").succeeded().out();
    assertThat(script)
        .contains("complete -F _complete_capstan")
        .contains("evaluate", "--routing-rounds", "--decoder", "tensorflow", "all-masked");
  }

  @Test
  void infoNamesWhatItRunsOn() throws IOException {
    JsonNode facts = new ObjectMapper().readTree(CommandRun.of("info", "--json").succeeded().out());
    assertThat(facts.at("/backend/name").textValue()).isIn("simd", "scalar");
    assertThat(facts.at("/java/version").textValue()).isEqualTo(Runtime.version().toString());
    assertThat(facts.get("threads").intValue()).isPositive();
    assertThat(facts.get("javaMemoryBytes").longValue())
        .isEqualTo(Runtime.getRuntime().maxMemory());
    assertThat(CommandRun.of("info", "--json", "--plan").failed(2)).contains("--json", "--plan");
    assertThat(CommandRun.of("info").succeeded().out())
        .contains("Capstan", Runtime.version().toString(), "backend", "bits", "registers", "FMA")
        .contains("C2", "thread", "MiB", "cuBLAS    ");
  }

  @Test
  void summaryPrintsTheTableAndExplainsOtherTotals() {
    String table = CommandRun.of("summary").succeeded().out();
    assertThat(table)
        .containsPattern("Conv1 .* \\[20, 20, 256] +20,992")
        .containsPattern("PrimaryCaps .* \\[1152, 8] +5,308,672")
        .containsPattern("DigitCaps .* \\[10, 16] +1,474,560")
        .containsPattern("total .*6,804,224.* 8,215,568")
        .contains("8,238,608", "8,141,840", "11.36 M");
  }

  @Test
  void summaryTellsProgramsTheSame() throws IOException {
    JsonNode json =
        new ObjectMapper().readTree(CommandRun.of("summary", "--json").succeeded().out());
    assertThat(json.get("parameters").longValue()).isEqualTo(8_215_568);
    assertThat(json.at("/layers/1/name").textValue()).isEqualTo("PrimaryCaps");
    assertThat(json.at("/layers/1/output").toString()).isEqualTo("[1152,8]");
    long sum = 0;
    for (JsonNode layer : json.get("layers")) {
      sum += layer.get("parameters").longValue();
    }
    assertThat(sum).isEqualTo(8_215_568);
  }

  @Test
  void summaryFollowsItsOptions() {
    assertThat(CommandRun.of("summary", "--image-size", "36").succeeded().out())
        .containsPattern("total .* 11,361,808");
    assertThat(CommandRun.of("summary", "--preset", "pytorch").succeeded().out())
        .containsPattern("total .* 8,141,840");
    assertThat(CommandRun.of("summary", "--model", "cnn").succeeded().out())
        .containsPattern("total .* 35,445,522");
    assertThat(CommandRun.of("summary", "--no-decoder").succeeded().out())
        .containsPattern("total .* 6,804,224");
  }
}
