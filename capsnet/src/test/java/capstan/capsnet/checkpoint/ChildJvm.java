package capstan.capsnet.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a JVM of the tests' own kind, to be killed. */
final class ChildJvm {
  private ChildJvm() {}

  /** The {@code java} this test runs with. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The command that runs a class's main method with this test's class path. */
  static List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
