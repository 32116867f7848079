package capstan.core.simd.lanes;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one vector width of this process, chosen when the class is loaded: a species that is not
 * {@code static final} costs a factor of 19, so it is a constant and not an argument.
 *
 * <p>A loop must not call a method on the vector that it carries from step to step: {@code sum =
 * x.add(sum)} and not {@code sum = sum.add(x)}. C2 knows the class of what was just loaded, but
 * that of a carried vector only from the profile of the Vector API's own methods. Where it compiles
 * the loop before that profile has ripened, the call stays a virtual one and every vector of it an
 * object in the heap, until the process ends.
 *
 * <p>{@code -Dcapstan.vector.bits=128|256|512} forces a width, {@code
 * -Dcapstan.vector.registers=16|32} the assumed register count.
 */
public final class Lanes {
  /** The species every kernel uses. */
  public static final VectorSpecies<Float> SPECIES = choose();

  /** Floats in a vector. */
  public static final int COUNT = SPECIES.length();

  /** Vector registers that the instruction set has at this width. */
  public static final int REGISTERS = registers();

  private Lanes() {}

  /** Width of the vectors in bits. */
  public static int bits() {
    return SPECIES.vectorBitSize();
  }

  private static VectorSpecies<Float> choose() {
    int bits =
        Integer.getInteger("capstan.vector.bits", FloatVector.SPECIES_PREFERRED.vectorBitSize());
    return switch (bits) {
      case 128 -> FloatVector.SPECIES_128;
      case 256 -> FloatVector.SPECIES_256;
      case 512 -> FloatVector.SPECIES_512;
      default ->
          throw new IllegalArgumentException(
              "capstan.vector.bits must be 128, 256 or 512, found " + bits);
    };
  }

  private static int registers() {
    Integer forced = Integer.getInteger("capstan.vector.registers");
    if (forced != null) {
      return forced;
    }
    if (!System.getProperty("os.arch").matches("amd64|x86_64")) {
      return 32;
    }
    HotSpotDiagnosticMXBean hotspot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    int avx = hotspot == null ? 2 : Integer.parseInt(hotspot.getVMOption("UseAVX").getValue());
    return avx >= 3 ? 32 : 16;
  }
}
