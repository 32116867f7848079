package capstan.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * A program as a user writes it: a module of its own, compiled against what others export and run
 * in a JVM of its own, with them on the module path or on the class path.
 */
public final class UserProgram {
  private final Path classes;
  private final String libraries;

  private UserProgram(Path classes, String libraries) {
    this.classes = classes;
    this.libraries = libraries;
  }

  /**
   * Compiles it.
   *
   * @param folder an empty folder
   * @param source class {@code Program} of package {@code program}
   * @param libraries one class of each module on the path; the program requires capstan.core
   */
  public static UserProgram compile(Path folder, String source, Class<?>... libraries)
      throws IOException {
    Path module =
        Files.writeString(
            folder.resolve("module-info.java"), "module program { requires capstan.core; }");
    Path program = Files.writeString(folder.resolve("Program.java"), source);
    String path =
        Arrays.stream(libraries)
            .map(UserProgram::location)
            .collect(Collectors.joining(File.pathSeparator));
    StringWriter said = new StringWriter();
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                new PrintWriter(said),
                new PrintWriter(said),
                "-proc:none",
                "-d",
                folder.toString(),
                "-p",
                path,
                module.toString(),
                program.toString());
    assertThat(status).as(said.toString()).isZero();
    return new UserProgram(folder, path);
  }

  /** Whether a class comes from a module, as it does in the build, and not from loose classes. */
  public static boolean isModule(Class<?> type) {
    return location(type).endsWith(".jar")
        || Files.exists(Path.of(location(type), "module-info.class"));
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What it prints with everything on the module path and these options of the JVM. */
  public String onModulePath(String... options) throws IOException, InterruptedException {
    return run(
        options, "-p", classes + File.pathSeparator + libraries, "-m", "program/program.Program");
  }

  /** What it prints with everything on the class path and these options of the JVM. */
  public String onClassPath(String... options) throws IOException, InterruptedException {
    return run(options, "-cp", classes + File.pathSeparator + libraries, "program.Program");
  }

  private static String run(String[] options, String... program)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of(program));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return printed;
  }
}
