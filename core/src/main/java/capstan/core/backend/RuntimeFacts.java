package capstan.core.backend;

import capstan.core.simd.convolution.ConvolutionProperties;
import capstan.core.simd.lanes.Lanes;
import java.util.Optional;

/**
 * What the running JVM and machine offer, as far as the choice of a backend depends on it.
 *
 * @param javaVersion the JDK's version
 * @param virtualMachine the JVM's name
 * @param processors processors the JVM may use
 * @param hotSpot whether the JVM is HotSpot; others run the Vector API a hundred times slower
 * @param c2 whether HotSpot's optimizing compiler is on; without it the same holds
 * @param fma whether HotSpot compiles fused multiply-add to the machine's instruction
 * @param vectorModule whether {@code jdk.incubator.vector} is readable
 * @param preferredBits width of the machine's vectors; 0 where the module is not readable
 * @param forcedBits what {@code capstan.vector.bits} says, empty if it is not set
 * @param forcedRegisters what {@code capstan.vector.registers} says, empty if it is not set
 */
public record RuntimeFacts(
    Runtime.Version javaVersion,
    String virtualMachine,
    int processors,
    boolean hotSpot,
    boolean c2,
    boolean fma,
    boolean vectorModule,
    int preferredBits,
    Optional<String> forcedBits,
    Optional<String> forcedRegisters) {

  private static final Runtime.Version WANTED_JAVA = Runtime.Version.parse("25.0.3");

  /** The facts of this process. */
  public static RuntimeFacts read() {
    boolean module = VectorModule.readable();
    return new RuntimeFacts(
        Runtime.version(),
        System.getProperty("java.vm.name"),
        Runtime.getRuntime().availableProcessors(),
        HotSpot.present(),
        HotSpot.c2(),
        HotSpot.fma(),
        module,
        module ? PreferredWidth.bits() : 0,
        Optional.ofNullable(System.getProperty("capstan.vector.bits")),
        Optional.ofNullable(System.getProperty("capstan.vector.registers")));
  }

  /** Whether the JDK is one the project is tested with: 25.0.3 or later. */
  public boolean javaRecentEnough() {
    return javaVersion.compareToIgnoreOptional(WANTED_JAVA) >= 0;
  }

  /**
   * Why the simd backend cannot work here and what to do about it, in one line; empty if it can.
   */
  public Optional<String> simdRefusal() {
    Optional<String> malformed = malformedProperty();
    if (malformed.isPresent()) {
      return malformed;
    }
    if (forcedBits.isPresent() && forcedBits.get().equals("0")) {
      return Optional.of(
          "capstan.vector.bits is 0, which means scalar: leave it out, or give 128, 256 or 512");
    }
    if (!vectorModule) {
      return Optional.of("the Vector API is not readable: pass --add-modules jdk.incubator.vector");
    }
    if (!hotSpot) {
      return Optional.of(
          "the Vector API is slow on " + virtualMachine + ": run on a JDK with HotSpot");
    }
    if (!c2) {
      return Optional.of(
          "the Vector API is slow without HotSpot's C2 compiler: leave out -Xint, -client,"
              + " -XX:TieredStopAtLevel and -XX:CompilationMode, and any other JIT compiler");
    }
    if (!fma) {
      return Optional.of(
          "the Vector API is slow without fused multiply-add: leave out -XX:-UseFMA, or use a"
              + " processor that has it");
    }
    if (preferredBits < 128 && forcedBits.isEmpty()) {
      return Optional.of(
          "this machine's vectors have "
              + preferredBits
              + " bits, fewer than 128: use the scalar backend");
    }
    return Optional.empty();
  }

  /** What is wrong with one of Capstan's vector properties, in one line; empty if nothing is. */
  Optional<String> malformedProperty() {
    if (forcedBits.isPresent() && !forcedBits.get().matches("0|128|256|512")) {
      return Optional.of(
          "capstan.vector.bits must be 0, 128, 256 or 512, found " + forcedBits.get());
    }
    if (forcedRegisters.isPresent() && !forcedRegisters.get().matches("16|32")) {
      return Optional.of(
          "capstan.vector.registers must be 16 or 32, found " + forcedRegisters.get());
    }
    return ConvolutionProperties.malformed();
  }

  /** Width in bits of the vectors the simd backend works with; 0 where it cannot work. */
  public int vectorBits() {
    return simdRefusal().isPresent() ? 0 : Lanes.bits();
  }

  /** Vector registers the simd backend counts on; 0 where it cannot work. */
  public int vectorRegisters() {
    return simdRefusal().isPresent() ? 0 : Lanes.REGISTERS;
  }
}
