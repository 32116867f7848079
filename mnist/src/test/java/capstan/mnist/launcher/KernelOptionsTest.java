package capstan.mnist.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.backend.Backends;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which methods the launcher's options have the optimizing compiler translate early. */
class KernelOptionsTest {
  private static final String EARLY = "-XX:CompileCommand=CompileThresholdScaling,";

  /** A method that is left out computes with vectors in the heap for its first seconds. */
  @Test
  void allMethodsWithVectorsReachTheCompilerEarly() throws Exception {
    List<Pattern> patterns =
        Files.readAllLines(Path.of("..", "jvm.options")).stream()
            .filter(line -> line.startsWith(EARLY))
            .map(line -> line.substring(EARLY.length(), line.lastIndexOf(',')))
            .map(pattern -> Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q")))
            .toList();
    List<String> kernels = kernels();
    assertThat(kernels).hasSizeGreaterThan(50);
    assertThat(kernels)
        .filteredOn(kernel -> patterns.stream().noneMatch(early -> early.matcher(kernel).matches()))
        .isEmpty();
    assertThat(patterns)
        .filteredOn(early -> kernels.stream().noneMatch(early.asMatchPredicate()))
        .isEmpty();
  }

  /** Methods of the simd backend that call the operations of vectors, as the options name them. */
  private static List<String> kernels() throws Exception {
    URI place = Backends.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    if (Files.isDirectory(Path.of(place))) {
      return kernels(Path.of(place));
    }
    try (FileSystem jar = FileSystems.newFileSystem(Path.of(place))) {
      return kernels(jar.getPath("/"));
    }
  }

  private static List<String> kernels(Path classes) throws IOException {
    List<String> kernels = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes.resolve("capstan/core/simd"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        ClassModel type = ClassFile.of().parse(Files.readAllBytes(file));
        for (MethodModel method : type.methods()) {
          String name = method.methodName().stringValue();
          if (!name.startsWith("<") && callsVectors(method)) {
            kernels.add(type.thisClass().asInternalName().replace('/', '.') + "::" + name);
          }
        }
      }
    }
    return kernels;
  }

  private static boolean callsVectors(MethodModel method) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .anyMatch(
            element ->
                element instanceof InvokeInstruction call
                    && call.owner().asInternalName().matches("jdk/incubator/vector/\\w*Vector"));
  }
}
