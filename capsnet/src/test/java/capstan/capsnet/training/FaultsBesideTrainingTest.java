package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.awt.HeadlessException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that fails beside a training ends it or changes what it computes. */
class FaultsBesideTrainingTest {
  private static final Dataset DATA = SmallRuns.digits(60, 10);
  private static final RunConfiguration RUN = SmallRuns.run(SmallRuns.tinyNetwork(), 20, 2);

  @TempDir private Path temporary;

  private static Stream<Throwable> faults() {
    return Stream.of(
        new IOException("curves.png: cannot write: No space left on device"),
        new UncheckedIOException(new IOException("gone")),
        new HeadlessException("no display"),
        new Error("Probable fatal error: No physical fonts found."),
        new NoClassDefFoundError("sun/font/SunFontManager"),
        new ExceptionInInitializerError("fonts"),
        new StackOverflowError(),
        new OutOfMemoryError("Java heap space"));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwAnything(Throwable fault) throws T {
    throw (T) fault;
  }

  /** Fails in every method but {@code notice}, which notes the lines. */
  private static TrainingListener failing(Throwable fault, List<String> lines) {
    return (TrainingListener)
        Proxy.newProxyInstance(
            TrainingListener.class.getClassLoader(),
            new Class<?>[] {TrainingListener.class},
            (InvocationHandler)
                (proxy, method, arguments) -> {
                  if (method.getName().equals("notice")) {
                    lines.add((String) arguments[0]);
                  } else if (method.getDeclaringClass() == TrainingListener.class) {
                    FaultsBesideTrainingTest.<RuntimeException>throwAnything(fault);
                  }
                  return null;
                });
  }

  private TrainingResult train(Path folder, TrainingListener listener) throws IOException {
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.create(folder);
        Trainer trainer =
            Trainer.start(RUN, DATA, backend, run, new SaveInterval(1, 0), listener)) {
      return trainer.run();
    }
  }

  private List<float[]> weights(Path run) throws IOException {
    return SavedModel.load(run).model().parameters().stream()
        .map(parameter -> parameter.value().toArray())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsOneLineAndTheTrainingGoesOn(Throwable fault) throws IOException {
    train(temporary.resolve("whole"), TrainingListener.SILENT);
    List<String> lines = new ArrayList<>();
    TrainingResult result = train(temporary.resolve("run"), failing(fault, lines));
    assertThat(result.completed()).isTrue();
    assertThat(result.history()).hasSize(2);
    assertThat(lines)
        .as("one line of the display, one of the pictures")
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).hasLineCount(1).endsWith("; the training goes on"));
    assertThat(weights(temporary.resolve("run")))
        .usingRecursiveComparison()
        .isEqualTo(weights(temporary.resolve("whole")));
  }

  @Test
  void aFaultThatCannotBeToldCostsNothingEither() throws IOException {
    TrainingListener mute =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            throw new IllegalStateException("a display that is gone");
          }

          @Override
          public void notice(String line) {
            throw new StackOverflowError();
          }
        };
    assertThat(train(temporary.resolve("run"), mute).completed()).isTrue();
  }

  @Test
  void aFaultOfAnotherKindIsToldToo() {
    List<String> lines = new ArrayList<>();
    SideWork work = new SideWork(lines::add);
    for (int time = 0; time < 3; time++) {
      work.run(
          "the table",
          () -> {
            throw new IOException("a.csv: cannot write:\nfull");
          });
      work.run(
          "the table",
          () -> {
            throw new IllegalStateException("odd");
          });
    }
    assertThat(lines)
        .containsExactly(
            "a.csv: cannot write: full; the training goes on",
            "the table failed: java.lang.IllegalStateException: odd; the training goes on");
  }
}
