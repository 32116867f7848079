import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Keeps every source file in the project's style: formatted by google-java-format, and with Javadoc
 * on whatever a main source file makes public. {@code check} names what is wrong and fails, {@code
 * format} rewrites the files. The parent pom runs it with the formatter's jar on the class path.
 */
final class SourceStyle {
  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");

  private SourceStyle() {}

  /**
   * Runs one action.
   *
   * @param arguments the action, {@code check} or {@code format}, and the project's root folder
   * @throws IOException if the sources cannot be listed
   */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[1]);
    List<Path> main = new ArrayList<>();
    List<Path> all = new ArrayList<>(sources(root.resolve("style")));
    for (String module : modules(root)) {
      main.addAll(sources(root.resolve(module).resolve("src/main")));
      all.addAll(sources(root.resolve(module).resolve("src")));
    }
    boolean good =
        switch (arguments[0]) {
          case "format" -> format(all);
          case "check" ->
              isFormatted(all)
                  & isDocumented(main)
                  & LineBudget.isKept(root.resolve("style/line-budget.properties"), root, main);
          default -> throw new IllegalArgumentException("no action named " + arguments[0]);
        };
    if (!good) {
      System.exit(1);
    }
  }

  private static List<String> modules(Path root) throws IOException {
    return MODULE
        .matcher(Files.readString(root.resolve("pom.xml")))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static List<Path> sources(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static boolean format(List<Path> files) {
    return formatter(List.of("--replace"), files).isEmpty();
  }

  private static boolean isFormatted(List<Path> files) {
    String found = formatter(List.of("--dry-run", "--set-exit-if-changed"), files);
    if (found.isEmpty()) {
      return true;
    }
    System.err.print(found.indent(2));
    System.err.println("These files are not formatted; this does it: mvn -N -Pformat validate");
    return false;
  }

  /** Everything the formatter has to say: files that would change, or syntax errors. */
  private static String formatter(List<String> options, List<Path> files) {
    List<String> arguments = new ArrayList<>(options);
    for (Path file : files) {
      arguments.add(file.toString());
    }
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    java.util.spi.ToolProvider.findFirst("google-java-format")
        .orElseThrow(() -> new IllegalStateException("google-java-format is not on the class path"))
        .run(writer, writer, arguments.toArray(String[]::new));
    writer.flush();
    return said.toString();
  }

  private static boolean isDocumented(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      MissingJavadoc scanner = new MissingJavadoc(DocTrees.instance(task));
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit, null);
      }
      scanner.missing.forEach(System.err::println);
      return scanner.missing.isEmpty();
    }
  }

  /**
   * Finds public declarations without a comment. The compiler's own check would ask for a tag for
   * every parameter too, where one good sentence often says it all.
   */
  private static final class MissingJavadoc extends TreePathScanner<Void, Void> {
    private final DocTrees trees;
    private final SourcePositions positions;
    private final List<String> missing = new ArrayList<>();

    MissingJavadoc(DocTrees trees) {
      this.trees = trees;
      this.positions = trees.getSourcePositions();
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      // What lies inside a hidden type is hidden with it.
      if (!isVisible(type.getModifiers())) {
        return null;
      }
      require(type.getSimpleName());
      return super.visitClass(type, unused);
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      boolean overrides =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
      // The parser makes no default constructor, but a record's compact one is documented with it.
      if (isVisible(method.getModifiers()) && !overrides && !isRecordConstructor(method)) {
        require(method.getName());
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Void unused) {
      if (parent() instanceof ClassTree && isVisible(field.getModifiers())) {
        require(field.getName());
      }
      return null;
    }

    private Tree parent() {
      return getCurrentPath().getParentPath().getLeaf();
    }

    private boolean isRecordConstructor(MethodTree method) {
      return parent().getKind() == Tree.Kind.RECORD && method.getName().contentEquals("<init>");
    }

    private boolean isVisible(ModifiersTree modifiers) {
      var flags = modifiers.getFlags();
      boolean inInterface =
          parent().getKind() == Tree.Kind.INTERFACE
              || parent().getKind() == Tree.Kind.ANNOTATION_TYPE;
      return flags.contains(Modifier.PUBLIC)
          || flags.contains(Modifier.PROTECTED)
          || (inInterface && !flags.contains(Modifier.PRIVATE));
    }

    private void require(CharSequence name) {
      if (trees.getDocComment(getCurrentPath()) == null) {
        CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
        long start = positions.getStartPosition(unit, getCurrentPath().getLeaf());
        missing.add(
            new File(unit.getSourceFile().toUri())
                + ":"
                + unit.getLineMap().getLineNumber(start)
                + ": public, but without Javadoc: "
                + name);
      }
    }
  }
}
