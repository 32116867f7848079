package capstan.core.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeFactsTest {

  @Test
  void aCompleteJvmIsNotRefused() {
    assertThat(facts(true, true, true, true, 256, "", "").simdRefusal()).isEmpty();
    assertThat(facts(true, true, true, true, 256, "512", "16").simdRefusal()).isEmpty();
  }

  @Test
  void everyRefusalSaysWhatToDo() {
    assertThat(facts(true, true, true, false, 0, "", "").simdRefusal())
        .hasValue("the Vector API is not readable: pass --add-modules jdk.incubator.vector");
    assertThat(facts(false, false, false, true, 256, "", "").simdRefusal())
        .hasValue("the Vector API is slow on Example VM: run on a JDK with HotSpot");
    assertThat(facts(true, false, true, true, 256, "", "").simdRefusal().orElseThrow())
        .contains("C2 compiler: leave out -Xint");
    assertThat(facts(true, true, false, true, 256, "", "").simdRefusal().orElseThrow())
        .contains("fused multiply-add: leave out -XX:-UseFMA");
    assertThat(facts(true, true, true, true, 64, "", "").simdRefusal())
        .hasValue("this machine's vectors have 64 bits, fewer than 128: use the scalar backend");
    assertThat(facts(true, true, true, true, 256, "0", "").simdRefusal())
        .hasValue(
            "capstan.vector.bits is 0, which means scalar: leave it out, or give 128, 256 or 512");
  }

  @Test
  void malformedPropertiesAreNamedFirst() {
    RuntimeFacts bits = facts(false, false, false, false, 0, "257", "");
    assertThat(bits.malformedProperty())
        .hasValue("capstan.vector.bits must be 0, 128, 256 or 512, found 257");
    assertThat(bits.simdRefusal()).isEqualTo(bits.malformedProperty());
    RuntimeFacts registers = facts(true, true, true, true, 256, "", "many");
    assertThat(registers.simdRefusal())
        .hasValue("capstan.vector.registers must be 16 or 32, found many");
  }

  @ParameterizedTest
  @CsvSource({
    "capstan.convolution, fourier, 'must be one of auto, direct, transformed, winograd, found"
        + " fourier'",
    "capstan.convolution.error, tiny, 'must be a number above 0, found tiny'",
    "capstan.convolution.error, 0, 'must be a number above 0, found 0'"
  })
  void malformedPropertiesOfConvolutionsAreNamed(String property, String value, String refusal) {
    String before = System.getProperty(property);
    System.setProperty(property, value);
    try {
      assertThat(facts(true, true, true, true, 256, "", "").simdRefusal())
          .hasValue(property + " " + refusal);
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  @Test
  void aRefusedBackendHasNoVectors() {
    RuntimeFacts facts = facts(true, true, true, false, 0, "", "");
    assertThat(facts.vectorBits()).isZero();
    assertThat(facts.vectorRegisters()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"25, false", "25.0.2, false", "25.0.3, true", "25.0.3+9-LTS, true", "26-ea, true"})
  void wantsAJavaOfTwentyFiveZeroThree(String version, boolean enough) {
    RuntimeFacts facts =
        new RuntimeFacts(
            Runtime.Version.parse(version),
            "",
            1,
            true,
            true,
            true,
            true,
            256,
            Optional.empty(),
            Optional.empty());
    assertThat(facts.javaRecentEnough()).isEqualTo(enough);
  }

  @ParameterizedTest
  @ValueSource(strings = {"128", "256", "512"})
  void theSpeciesWidthsAreAccepted(String bits) {
    assertThat(facts(true, true, true, true, 64, bits, "32").simdRefusal()).isEmpty();
  }

  private static RuntimeFacts facts(
      boolean hotSpot,
      boolean c2,
      boolean fma,
      boolean vectorModule,
      int preferredBits,
      String forcedBits,
      String forcedRegisters) {
    return new RuntimeFacts(
        Runtime.Version.parse("25.0.3"),
        "Example VM",
        2,
        hotSpot,
        c2,
        fma,
        vectorModule,
        preferredBits,
        Optional.of(forcedBits).filter(text -> !text.isEmpty()),
        Optional.of(forcedRegisters).filter(text -> !text.isEmpty()));
  }
}
