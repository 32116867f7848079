package capstan.capsnet.group;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import java.util.ServiceLoader;

/** What can connect processes to a group, found by {@link ServiceLoader}. */
public interface AllReduceProvider {

  /** What sums of gradients are sent as. */
  enum Precision {
    /** As they are. */
    @JsonProperty("float32")
    FLOAT32,

    /** Rounded to their upper 16 bits, which halves what is sent; added up in float32. */
    @JsonProperty("bfloat16")
    BFLOAT16
  }

  /** What users call it, such as {@code mpi}. */
  String name();

  /**
   * What there is on this machine, in one line, without joining a group; or why there is nothing,
   * and what would help.
   */
  String description();

  /**
   * Joins the group that this process was started in; of one if it was started alone. Once in a
   * process.
   *
   * @param precision what sums of tensors are sent as
   * @throws GroupException if there is no such library, or it cannot be used; the message is one
   *     line that says what would help
   */
  AllReduce open(Precision precision);

  /** The first provider, if there is any. */
  static Optional<AllReduceProvider> find() {
    return ServiceLoader.load(AllReduceProvider.class).findFirst();
  }
}
