package capstan.mnist.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.network.Preset;
import capstan.mnist.command.CommandRun;
import capstan.mnist.command.DrawnFolder;
import capstan.mnist.experiment.AblationConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of folders in every state. */
class RunPagesTest {
  private static final String NASTY = "<b>\"1 & 2\"'% ü?#";

  @TempDir private static Path temporary;

  private static Path runs;
  private static RunPages pages;

  @BeforeAll
  static void train() throws IOException {
    runs = Files.createDirectory(temporary.resolve("runs"));
    pages = new RunPages(runs);
    Path data = DrawnFolder.write(temporary.resolve("data"), 40, 10);
    CommandRun.of(CommandRun.smallTraining(data, runs.resolve("done"), 1)).succeeded();
    copy("done", NASTY);
    copy("done", "cut");
    Path cut = runs.resolve("cut/checkpoint.safetensors");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 3000));
    Files.createDirectory(runs.resolve("spoilt"));
    Files.writeString(runs.resolve("spoilt/config.json"), "{");
    Files.createDirectory(runs.resolve("early"));
    Files.copy(runs.resolve("done/config.json"), runs.resolve("early/config.json"));
    try (RunFolder table = RunFolder.create(runs.resolve("table"))) {
      table.writeConfiguration(
          new AblationConfiguration(List.of(1, 3), 2, Preset.PAPER.configuration()));
      table.keepWithoutCheckpoint();
    }
    copy("done", "table/inner");
    copy("done", "../outside");
  }

  private static void copy(String from, String to) throws IOException {
    Path target = Files.createDirectories(runs.resolve(to));
    try (Stream<Path> files = Files.list(runs.resolve(from))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  private static Document run(String name) throws IOException {
    return Jsoup.parse(pages.run(name).orElseThrow());
  }

  @Test
  void allRunsAreListedWithLinksThatLeadToThem() throws IOException {
    Document list = Jsoup.parse(pages.list());
    List<String> names = list.select("tbody a").eachText();
    assertThat(names).contains("done", "cut", "spoilt", "early", "table", NASTY);
    assertThat(names).doesNotContain("inner", "outside");
    assertThat(list.select("thead th").eachText())
        .containsExactly("run", "saved", "preset", "data", "epochs", "test error", "state");
    Element nasty = list.select("tbody a").get(names.indexOf(NASTY));
    assertThat(nasty.attr("href")).isEqualTo("/runs/%3Cb%3E%221%20%26%202%22%27%25%20%C3%BC%3F%23");
    assertThat(list.select("tbody input").eachAttr("value")).isEqualTo(names);
    assertThat(list.select("#still")).as("it can be held still").hasSize(1);
  }

  @Test
  void aRunShowsHowFarItCameItsCurvesPicturesTimesAndSettings() throws IOException {
    Document page = run("done");
    assertThat(page.select("h2").eachText())
        .containsExactly("Training", "Pictures", "Time", "Configuration");
    assertThat(page.select("label").text()).startsWith("complete: 1 of 1 epoch");
    assertThat(page.select("progress").attr("value")).isEqualTo("1.0");
    assertThat(page.text()).contains("test error", " of 10; 95 % interval", "all ", " settings");
    assertThat(page.select("img").eachAttr("alt"))
        .anyMatch(words -> words.startsWith("Loss and error"))
        .anyMatch(words -> words.startsWith("Confusion matrix"))
        .contains("Test images over their reconstructions");
    assertThat(page.select("#still")).as("nothing will change").isEmpty();
  }

  @Test
  void aTrainingIsWatched() throws IOException {
    copy("done", "busy");
    Files.writeString(
        runs.resolve("busy/steps.csv"),
        """
        step,epoch,learning_rate,loss,classification_loss,reconstruction_loss,train_error_percent
        50,0.25,0.001,0.5,0.4,0.1,40
        nonsense
        100,0.5,0.001,0.25,0.2,0.05,2\
        """);
    Files.delete(runs.resolve("busy/checkpoint.safetensors"));
    try (RunFolder busy = RunFolder.resume(runs.resolve("busy"))) {
      Document page = run(busy.path().getFileName().toString());
      assertThat(page.select("main label").text()).startsWith("running: 0.3 of 1 epoch");
      assertThat(page.select("img").eachAttr("alt")).anyMatch(words -> words.endsWith("by step"));
      assertThat(page.select("#still")).hasSize(1);
      assertThat(page.select("noscript meta").attr("http-equiv")).isEqualTo("refresh");
    }
    assertThat(run("busy").select("main label").text()).startsWith("stopped: ");
  }

  @Test
  void anExperimentShowsItsRuns() throws IOException {
    Document page = run("table");
    assertThat(page.select("tbody a").eachAttr("href")).containsExactly("/runs/table/inner");
    assertThat(run("table/inner").title()).isEqualTo("Capstan: table/inner");
  }

  @Test
  void whatIsDamagedIsOneLine() throws IOException {
    assertThat(run("cut").select("p").eachText())
        .anyMatch(line -> line.startsWith("damaged: ") && line.contains("checkpoint.safetensors"));
    assertThat(run("spoilt").select("p").eachText())
        .anyMatch(line -> line.startsWith("damaged: ") && line.contains("config.json"));
    assertThat(run("early").select("main label").text()).isEqualTo("stopped: 0 of 1 epoch");
    assertThat(run("early").select("h2").eachText()).containsExactly("Configuration");
  }

  @Test
  void namesAreTextWhateverTheyHold() throws IOException {
    String html = pages.run(NASTY).orElseThrow();
    assertThat(html).doesNotContain("<b>");
    assertThat(Jsoup.parse(html).select("h1").text()).isEqualTo("Capstan: " + NASTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../outside",
        "done/../../outside",
        "done/.",
        "/",
        "//",
        "done/",
        "none",
        "\0",
        "done\0",
        "..\\outside",
        "done/checkpoint.safetensors"
      })
  void aNameThatLeadsOutOfTheFolderNamesNothing(String name) throws IOException {
    assertThat(pages.run(name)).isEmpty();
    assertThat(pages.run(temporary.resolve("outside") + name)).isEmpty();
    assertThat(pages.compare(List.of("done", name))).isEmpty();
  }

  @Test
  void aLinkThatLeadsOutIsNeitherListedNorOpened() throws IOException {
    Path link = runs.resolve("link");
    Files.createSymbolicLink(link, temporary.resolve("outside"));
    Path secret = Files.copy(runs.resolve("done/curves.png"), temporary.resolve("secret.png"));
    Path shown = Files.createSymbolicLink(runs.resolve("done/stolen.png"), secret);
    Path folder = Files.createSymbolicLink(runs.resolve("done/all"), temporary);
    try {
      assertThat(pages.run("link")).isEmpty();
      assertThat(pages.list()).doesNotContain("link</a>");
      Document page = run("done");
      assertThat(page.select("img").eachAttr("alt")).noneMatch(words -> words.contains("stolen"));
      assertThat(page.text()).contains("Not shown: no file of this folder");
      assertThat(page.text()).doesNotContain("secret");
    } finally {
      for (Path each : List.of(link, shown, folder)) {
        Files.delete(each);
      }
    }
  }

  @Test
  void severalRunsAreCompared() throws IOException {
    Document page = Jsoup.parse(pages.compare(List.of("done", NASTY, "cut")).orElseThrow());
    assertThat(page.select("h2").eachText()).containsExactly("Results", "Settings that differ");
    assertThat(page.select("thead th").eachText()).containsExactly("done", NASTY);
    assertThat(page.text()).contains("Left out is cut: ", "None.");
    assertThat(page.select("img")).hasSize(1);
    for (List<String> few : List.of(List.<String>of(), List.of("done"), List.of("done", "early"))) {
      assertThat(pages.compare(few).orElseThrow()).contains("Choose at least two runs");
    }
  }

  @Test
  void picturesThatAreNoneAreNamed() throws IOException {
    copy("done", "strange");
    byte[] whole = Files.readAllBytes(runs.resolve("done/curves.png"));
    Files.write(runs.resolve("strange/half.png"), Arrays.copyOf(whole, whole.length / 2));
    Files.writeString(runs.resolve("strange/text.png"), "no picture");
    Files.write(runs.resolve("strange/large.png"), Arrays.copyOf(whole, 5 << 20));
    Files.createDirectories(runs.resolve("strange/folder.png"));
    Files.copy(
        runs.resolve("done/curves.png"),
        Files.createDirectory(runs.resolve("strange/perturb")).resolve("sheet.png"));
    Document page = run("strange");
    assertThat(page.select("img").eachAttr("alt")).contains("perturb/sheet.png");
    assertThat(page.select("p").eachText())
        .contains("Not shown: no whole PNG picture", "Not shown: more than 4 MiB")
        .contains("Not shown: no file of this folder");
  }

  /** Whatever bytes are wrong in whatever file, there is a page. */
  @Test
  void damagedFilesLeaveAPage() throws IOException {
    Random random = new Random(7);
    for (String file :
        List.of(
            "checkpoint.safetensors", "config.json", "metrics.csv", "steps.csv", "curves.png")) {
      for (int round = 0; round < 20; round++) {
        Path folder = runs.resolve("wrong");
        copy("done", "wrong");
        byte[] bytes = Files.readAllBytes(folder.resolve(file));
        for (int change = 0; change < 4; change++) {
          bytes[random.nextInt(Math.min(bytes.length, 5000))] = (byte) random.nextInt(256);
        }
        Files.write(folder.resolve(file), Arrays.copyOf(bytes, bytes.length - random.nextInt(20)));
        if (!file.endsWith("s")) {
          Files.delete(folder.resolve("checkpoint.safetensors"));
        }
        assertThat(pages.run("wrong")).as(file).isPresent();
        assertThat(pages.list()).as(file).contains("wrong");
        remove(folder);
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Test
  void aFolderThatIsNotThereOrEmptyOrNoneIsSaid() throws IOException {
    RunPages none = new RunPages(temporary.resolve("none"));
    assertThat(none.list()).contains("There is no folder");
    assertThat(none.run("a")).isEqualTo(Optional.empty());
    Path empty = Files.createDirectories(temporary.resolve("empty"));
    assertThat(new RunPages(empty).list()).contains("No runs in");
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> new RunPages(file).list())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void aPageLoadsNothingButWhatItSaysItself() throws IOException {
    Document page = run("done");
    assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .isEqualTo(RunPages.POLICY)
        .startsWith("default-src 'none'; img-src data:");
    assertThat(page.select("link, iframe, [style], [onclick], script[src]")).isEmpty();
    assertThat(page.select("img").eachAttr("src"))
        .allMatch(source -> source.startsWith("data:image/png;base64,"));
    assertThat(pages.list().getBytes(StandardCharsets.UTF_8).length).isLessThan(20_000);
  }
}
