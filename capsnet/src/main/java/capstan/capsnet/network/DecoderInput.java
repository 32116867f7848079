package capstan.capsnet.network;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the decoder reads. */
public enum DecoderInput {
  /**
   * All output capsules, every one but the chosen one set to zero: classes x dimensions numbers.
   */
  @JsonProperty("all-masked")
  ALL_MASKED,

  /** The chosen capsule alone: its dimensions. */
  @JsonProperty("chosen-capsule")
  CHOSEN_CAPSULE
}
