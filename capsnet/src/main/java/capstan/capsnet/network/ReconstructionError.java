package capstan.capsnet.network;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an image's squared pixel errors become one number, before the weight. */
public enum ReconstructionError {
  /** Their sum, as in the paper. */
  @JsonProperty("sum")
  SUM,

  /** Their mean over the pixels: 784 times smaller for MNIST. */
  @JsonProperty("mean")
  MEAN
}
