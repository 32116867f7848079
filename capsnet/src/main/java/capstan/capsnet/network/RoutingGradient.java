package capstan.capsnet.network;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which rounds of routing the gradient flows through. */
public enum RoutingGradient {
  /** Every round's coupling coefficients depend on the weights; the exact gradient. */
  @JsonProperty("all")
  ALL_ROUNDS,

  /** The last round's coupling coefficients are taken as constants. */
  @JsonProperty("last")
  LAST_ROUND
}
