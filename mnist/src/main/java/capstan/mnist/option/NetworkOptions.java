package capstan.mnist.option;

/** Settings of the networks that decide what they compute, and which shapes they have. */
public final class NetworkOptions extends ModelOptions {
  /** Made by picocli. */
  public NetworkOptions() {
    super(500, setting -> !setting.learning());
  }
}
