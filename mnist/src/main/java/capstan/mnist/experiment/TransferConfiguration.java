package capstan.mnist.experiment;

import capstan.capsnet.layer.Layer;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Few images, learned from nothing and from trained weights.
 *
 * @param source what the trained network is called
 * @param images how many training images the runs have, rising
 * @param base everything else of the runs
 */
public record TransferConfiguration(String source, List<Integer> images, RunConfiguration base) {

  /** What a run starts from. */
  public enum Start {
    /** Initial values. */
    @JsonProperty("nothing")
    NOTHING("from nothing"),
    /** Trained weights. */
    @JsonProperty("weights")
    WEIGHTS("from the weights"),
    /** Trained weights, of which those of the convolutions stay. */
    @JsonProperty("frozen")
    FROZEN("convolutions frozen");

    private final String words;

    Start(String words) {
      this.words = words;
    }

    /** As in "from nothing". */
    public String words() {
      return words;
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws InvalidSettingException if the numbers of images do not rise from at least 1, one is no
   *     more than are held out, or there is no epoch
   */
  public TransferConfiguration {
    images = List.copyOf(images);
    if (images.isEmpty()
        || images.getFirst() < 1
        || !images.stream().sorted().distinct().toList().equals(images)) {
      throw new InvalidSettingException("images: expected rising numbers, found " + images);
    }
    if (base.training().epochs() < 1) {
      throw new InvalidSettingException(
          "--epochs must be at least 1 in this experiment, found " + base.training().epochs());
    }
    if (base.training().validation() >= images.getFirst()) {
      throw new InvalidSettingException(
          "--validation holds out %d of %d training images, expected fewer"
              .formatted(base.training().validation(), images.getFirst()));
    }
  }

  /** One training. */
  public record Member(int images, Start start, PlannedRun run) {}

  /**
   * All trainings, all starts with few images before any with more.
   *
   * @param folder holds their run folders and the trained network
   */
  public List<Member> members(Path folder) {
    List<Member> members = new ArrayList<>();
    for (int count : images) {
      for (Start start : Start.values()) {
        String name = start.name().toLowerCase(Locale.ROOT);
        PlannedRun run =
            new PlannedRun(
                "%d images, %s".formatted(count, start.words()),
                folder.resolve("%s-%d".formatted(name, count)),
                base.withTraining(
                    base.training()
                        .with("limit", count)
                        .with("freeze", start == Start.FROZEN ? convolutions() : List.of())),
                epoch -> false,
                start == Start.NOTHING ? Optional.empty() : Optional.of(weights(folder)));
        members.add(new Member(count, start, run));
      }
    }
    return members;
  }

  /**
   * Where the trained network is kept, so that the experiment goes on without its run; never taken
   * for a checkpoint, whatever the source is called.
   */
  public Path weights(Path folder) {
    return folder.resolve("from-" + source + ".safetensors");
  }

  /** With their normalization, without which what stands on them would not stay the same. */
  private List<String> convolutions() {
    return base.model().newModel().layers().stream()
        .filter(layer -> layer.convolution(1).isPresent() || layer.mixesBatch())
        .map(Layer::name)
        .toList();
  }
}
