package capstan.mnist.illustration;

import capstan.capsnet.model.CapsNet;
import capstan.capsnet.training.SavedModel;
import capstan.mnist.exit.CommandFailure;

/** What a network must have for a command to make sense. */
public final class Requirements {
  private Requirements() {}

  /**
   * A network with capsules.
   *
   * @throws CommandFailure if it has none
   */
  public static CapsNet capsules(SavedModel saved) throws CommandFailure {
    if (saved.model() instanceof CapsNet network) {
      return network;
    }
    throw new CommandFailure(saved.file() + ": a baseline CNN, which has no capsules", null);
  }

  /**
   * A network with capsules and a decoder.
   *
   * @throws CommandFailure if it lacks one of them
   */
  public static CapsNet decoder(SavedModel saved) throws CommandFailure {
    CapsNet network = capsules(saved);
    if (!network.hasDecoder()) {
      throw new CommandFailure(saved.file() + ": the network has no decoder", null);
    }
    return network;
  }
}
