package capstan.mnist.option;

import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.data.ImageSet;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.UsageException;
import capstan.mnist.experiment.AffNistTest;
import capstan.mnist.warp.AffNistFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What the affNIST experiment tests on: as it began, until it is finished. After that the same
 * networks may be tested on something else.
 */
public final class AffNistTestOptions {
  private static final int VERSIONS = 32;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--affnist",
      order = 20,
      paramLabel = "PATH",
      description = "affNIST's test set, a .mat file or a folder of them (default: generated).")
  private Path published;

  @Range(least = 1, most = 1_000)
  @Option(
      names = "--versions",
      order = 21,
      paramLabel = "N",
      description = "Generated versions of each test image (default: " + VERSIONS + ").")
  private Integer versions;

  @Mixin private SampleOptions sample;

  private AffNistFiles files;
  private AffNistTest test;

  /**
   * Settles what is tested on, and reads affNIST's files, if it is those, to their end: better
   * before hours of training than after.
   *
   * @param resumed the folder that goes on, null for a new one
   * @param finished what is in that folder once the experiment is finished
   * @throws UsageException if options contradict each other or what was begun
   * @throws IOException if a file cannot be read or is not what it should be
   */
  public void settle(Path resumed, String finished) throws IOException {
    if (published != null && versions != null) {
      throw new UsageException(spec, "--versions is for generated images, found --affnist too");
    }
    Optional<AffNistTest> begun =
        resumed == null
            ? Optional.empty()
            : RunFiles.read(resumed.resolve(AffNistTest.FILE), AffNistTest.class);
    Path place = published;
    if (published == null && versions == null && begun.isPresent()) {
      place = begun.get().affnist().isEmpty() ? null : Path.of(begun.get().affnist());
    }
    files = place == null ? null : AffNistFiles.open(place);
    test =
        new AffNistTest(
            place == null ? "" : place.toAbsolutePath().toString(),
            place == null ? "" : files.checksum(),
            place == null ? generated(begun) : 0,
            sample.given().orElse(begun.map(AffNistTest::images).orElse(0)));
    if (begun.isPresent()
        && !test.isSame(begun.get())
        && !Files.exists(resumed.resolve(finished))) {
      throw new UsageException(
          spec,
          "this experiment began with %s, found %s, which is for when it is finished"
              .formatted(begun.get().words(), test.words()));
    }
  }

  private int generated(Optional<AffNistTest> begun) {
    return versions != null
        ? versions
        : begun.map(AffNistTest::versions).filter(count -> count > 0).orElse(VERSIONS);
  }

  /** What was settled, to be kept. */
  public AffNistTest settled() {
    return test;
  }

  /** affNIST's files; empty if images are generated. */
  public Optional<AffNistFiles> files() {
    return Optional.ofNullable(files);
  }

  /** The test images to generate from. */
  public ImageSet of(ImageSet images) {
    return test.images() == 0 ? images : images.first(test.images());
  }
}
