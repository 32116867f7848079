package capstan.core.backend;

/**
 * The JDK's module of vectors. A JVM that gets it by {@code --add-modules} warns at every start
 * that it is an incubator; one that lets Capstan reach the JDK's own loader of modules, by {@code
 * --add-exports java.base/jdk.internal.module=ALL-UNNAMED}, gets it from there, in silence and in
 * the same state.
 */
final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  private static final boolean READABLE = isThere() || isLoaded();

  private VectorModule() {}

  /** Whether the module's classes can be used. Must be asked before the first of them is. */
  static boolean readable() {
    return READABLE;
  }

  private static boolean isThere() {
    return ModuleLayer.boot()
        .findModule(NAME)
        .filter(VectorModule.class.getModule()::canRead)
        .isPresent();
  }

  private static boolean isLoaded() {
    try {
      Object module =
          Class.forName("jdk.internal.module.Modules")
              .getMethod("loadModule", String.class)
              .invoke(null, NAME);
      return VectorModule.class.getModule().addReads((Module) module).canRead((Module) module);
    } catch (ReflectiveOperationException notAllowedOrNotThisJdk) {
      return false;
    }
  }
}
