package capstan.capsnet.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigurationJsonTest {
  enum Preset {
    PAPER,
    OFFICIAL
  }

  /**
   * The part of a configuration that the model needs.
   *
   * @param routingRounds at least 1
   * @param squashEpsilon any
   */
  record Model(int routingRounds, float squashEpsilon) {
    Model {
      if (routingRounds < 1) {
        throw new IllegalArgumentException("routing rounds " + routingRounds + ", at least 1");
      }
    }
  }

  record Configuration(
      Preset preset, Model model, List<Integer> decoder, boolean augment, long seed, String data) {}

  private static final Configuration EXAMPLE =
      new Configuration(
          Preset.PAPER, new Model(3, 1e-7f), List.of(512, 1024), true, 1L << 60, "data/mnist");

  @Test
  void comesBackAsItWas() throws InvalidConfigurationException {
    String json = ConfigurationJson.write(EXAMPLE);
    assertThat(json).startsWith("{\n  \"preset\" : \"PAPER\",\n  \"model\" : {\n").endsWith("}\n");
    assertThat(read(json)).isEqualTo(EXAMPLE);
  }

  @Test
  void everyMistakeIsNamed() {
    refused("\"seed\"", "\"seeds\"", "unknown key seeds, expected one of augment, data, ");
    refused(
        "\"routingRounds\" : 3",
        "\"routingRounds\" : \"3\"",
        "key model.routingRounds: found \"3\", expected a whole number");
    refused(
        "\"routingRounds\" : 3",
        "\"routingRounds\" : 3.5",
        "key model.routingRounds: found 3.5, expected a whole number");
    refused(
        "\"routingRounds\" : 3", "\"routingRounds\" : 99999999999", "key model.routingRounds: ");
    refused(
        "\"routingRounds\" : 3", "\"routingRounds\" : 0", "model: routing rounds 0, at least 1");
    refused(
        "\"augment\" : true", "\"augment\" : 1", "key augment: found 1, expected true or false");
    refused("1024", "\"wide\"", "key decoder[1]: found \"wide\", expected a whole number");
    refused(
        "\"PAPER\"",
        "\"PAPYRUS\"",
        "key preset: found \"PAPYRUS\", expected one of [PAPER, OFFICIAL]");
    refused("\"PAPER\"", "1", "key preset: found 1, expected one of [PAPER, OFFICIAL]");
    refused("\"preset\" : \"PAPER\",", "", "key preset is missing or null");
    refused("\"augment\" : true", "\"augment\" : null", "key augment is missing or null");
    refused("\"augment\" : true", "\"augment\" : true, \"augment\" : true", "line ");
    refused(
        "\"augment\" : true",
        "\"augment\" : tru",
        "line 8, column 15: found what is no JSON there");
    refused("}\n", "} 7\n", "");
    String json = ConfigurationJson.write(EXAMPLE);
    for (int length = 0; length < json.length() - 2; length++) {
      String cut = json.substring(0, length);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageNotContaining("\n");
    }
    for (String text : List.of("null", "7", "[]", "{}", "\"\"", "[".repeat(2_000))) {
      assertThatThrownBy(() -> read(text))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageStartingWith("config.json: ")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void theFirstDifferenceIsNamedInWords() throws IOException {
    differ(
        "{\"routingRounds\":3}",
        "{\"routingRounds\":1}",
        "routing rounds: checkpoint 3, requested 1");
    differ(
        "{\"a\":1,\"b\":2,\"c\":3}", "{\"a\":1,\"c\":4,\"b\":5}", "c: checkpoint 3, requested 4");
    differ(
        "{\"model\":{\"decoder\":[1,2]}}",
        "{\"model\":{\"decoder\":[1,3]}}",
        "model decoder[1]: checkpoint 2, requested 3");
    differ("{\"decoder\":[1,2]}", "{\"decoder\":[1]}", "decoder: checkpoint [1,2], requested [1]");
    differ(
        "{\"preset\":\"PAPER\"}",
        "{\"preset\":\"KERAS\"}",
        "preset: checkpoint \"PAPER\", requested \"KERAS\"");
    differ("{}", "{\"bias\":true}", "bias: checkpoint without it, requested true");
    differ("{\"bias\":true}", "{}", "bias: checkpoint true, requested without it");
    requireSame("{\"rate\":0.0010,\"n\":3}", "{\"n\":3.0,\"rate\":1e-3}");
    requireSame("{\"epochs\":3,\"run\":{\"threads\":1}}", "{\"epochs\":9,\"run\":{\"threads\":2}}");
    ConfigurationJson.requireSame("checkpoint", EXAMPLE, EXAMPLE, Set.of());
    Configuration other =
        new Configuration(
            Preset.PAPER, new Model(3, 1e-6f), List.of(512, 1024), true, 1L << 60, "data/mnist");
    assertThatThrownBy(() -> ConfigurationJson.requireSame("checkpoint", EXAMPLE, other, Set.of()))
        .hasMessageEndingWith(": checkpoint 1.0E-7, requested 1.0E-6");
  }

  private static void differ(String checkpoint, String requested, String difference) {
    assertThatThrownBy(() -> requireSame(checkpoint, requested))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessage("checkpoint: another configuration: " + difference);
  }

  private static void requireSame(String checkpoint, String requested) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ConfigurationJson.requireSame(
        "checkpoint",
        mapper.readTree(checkpoint),
        mapper.readTree(requested),
        Set.of("epochs", "threads"));
  }

  private static Configuration read(String json) throws InvalidConfigurationException {
    return ConfigurationJson.read("config.json", json, Configuration.class);
  }

  private static void refused(String good, String bad, String message) {
    String json = ConfigurationJson.write(EXAMPLE).replace(good, bad);
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith("config.json: " + message)
        .hasMessageNotContaining("\n");
  }
}
