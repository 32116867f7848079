package capstan.capsnet.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b", "\n", "\r", "\t", "\u0000", "\u007f", "\u009b", "\u2028", "\u2029", "\u202e",
        "\u2066", "\u200f", "\u061c", "\u200b", "\ufeff", "\ud800"
      })
  void whatSteersIsShownAsAQuestionMark(String steering) {
    assertThat(ShownName.of("a" + steering + "b")).isEqualTo("a?b");
    assertThat(ShownName.isPlain("a" + steering + "b")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"données", "שלום", "人", "a b", "👩\u200d🔬", "می\u200cخواهم", "\ud83d\ude00"})
  void whatIsReadStays(String name) {
    assertThat(ShownName.of(name)).isEqualTo(name);
    assertThat(ShownName.isPlain(name)).isTrue();
    assertThat(ShownName.alike(name)).isEqualTo(name);
  }

  @Test
  void namesThatLookTheSameAreTheSame() {
    for (String other :
        List.of(
            "cafe\u0301",
            " café",
            "café ",
            "café\u00a0",
            "ca\u200bfé",
            "\u200ecafé",
            "\ufeffcafé")) {
      assertThat(ShownName.alike(other)).isEqualTo("café");
    }
    assertThat(ShownName.alike("a\u00a0 b")).isEqualTo("a b");
    assertThat(ShownName.alike("cat\u200d")).isEqualTo("cat");
    assertThat(ShownName.alike("A")).isNotEqualTo(ShownName.alike("a"));
    assertThat(ShownName.alike("2")).isNotEqualTo(ShownName.alike("²"));
  }
}
