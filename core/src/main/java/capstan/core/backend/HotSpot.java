package capstan.core.backend;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** What HotSpot's own options say about its compilers. */
final class HotSpot {
  private HotSpot() {}

  /** Whether the JVM is HotSpot: no other has its compilation levels. */
  static boolean present() {
    return option("TieredStopAtLevel").isPresent();
  }

  /** Whether C2 compiles the hot methods. */
  static boolean c2() {
    String mode = System.getProperty("java.vm.info", "");
    return present()
        && !System.getProperty("java.vm.name", "").contains("Client")
        && !mode.contains("interpreted mode")
        && !mode.contains("emulated-client")
        && option("TieredStopAtLevel").filter("4"::equals).isPresent()
        && option("CompilationMode").filter("quick-only"::equals).isEmpty()
        && option("UseJVMCICompiler").filter("true"::equals).isEmpty();
  }

  /** Whether fused multiply-add is one instruction. */
  static boolean fma() {
    return option("UseFMA").filter("true"::equals).isPresent();
  }

  private static Optional<String> option(String name) {
    HotSpotDiagnosticMXBean bean =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (bean == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(bean.getVMOption(name).getValue());
    } catch (IllegalArgumentException | UnsupportedOperationException noSuchOption) {
      return Optional.empty();
    }
  }
}
