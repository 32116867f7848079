package capstan.capsnet.network;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which capsule the decoder is shown while training; without labels it is always the longest. */
public enum DecoderMask {
  /** The capsule of the true label, as in the paper (section 4.1). */
  @JsonProperty("label")
  TRUE_LABEL,

  /**
   * The longest capsule, right or wrong. Some implementations train like this by mistake; it is
   * here to be compared with.
   */
  @JsonProperty("prediction")
  PREDICTION
}
