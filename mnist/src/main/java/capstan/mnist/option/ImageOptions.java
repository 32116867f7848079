package capstan.mnist.option;

import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnLetters;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.inference.ClassMatch;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.run.DataFit;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.mnist.exit.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Options that say which images to use and how they are put before a network. Whoever brings a
 * saved network and data together does it here: the network's run knows where its data is, and the
 * classes of both are matched.
 */
@Command
public final class ImageOptions {
  private static final int DIGITS = 10;

  @Mixin private DataOptions data;
  @Mixin private FrameOptions frame;

  /** Those that the images were read with: these, or the run's. */
  private ImageOptions used = this;

  /** Where the images come from. */
  public DataOptions data() {
    return data;
  }

  /** Whether any of these options was given. */
  boolean given() {
    return !asGiven().isEmpty();
  }

  /** These options as they were given, to be given again. */
  public List<String> asGiven() {
    List<String> words = new ArrayList<>(data.asGiven());
    words.addAll(frame.asGiven());
    return words;
  }

  /** What finds the same images again, after they were read. */
  public RecordedOptions recorded() {
    List<String> words = new ArrayList<>(used.data.recorded());
    words.addAll(used.frame.asGiven());
    return new RecordedOptions(words);
  }

  /**
   * The images for a new training.
   *
   * @param seed of the run; decides their places in a frame
   */
  public Dataset load(int threads, PrintWriter out, long seed) throws IOException {
    return frame.place(data.load(threads, out), seed);
  }

  /**
   * The images for a training that goes on: those that the options name, else those that its
   * checkpoint is of, where its folder says they are.
   *
   * @param folder of the run
   * @param seed of the run
   * @throws CommandFailure if they are not to be found
   */
  public Dataset loadToResume(Path folder, int threads, PrintWriter out, long seed)
      throws IOException, CommandFailure {
    if (!data.given() && RunFiles.hasCheckpoint(folder)) {
      return ofRun(RunHistory.read(folder), threads, out);
    }
    return asRecorded(folder, out).load(threads, out, seed);
  }

  /**
   * The images for a saved network: those that the options name, else those that it was trained on,
   * under the labels of its own classes.
   *
   * @param out where it is printed if they are not all that the network knows
   * @throws CommandFailure if none are named and its own are not to be found
   * @throws InvalidSettingException if there are images of a class that it does not know
   */
  public Dataset load(SavedModel saved, int threads, PrintWriter out)
      throws IOException, CommandFailure {
    return load(List.of(saved), threads, out).getFirst();
  }

  /**
   * The images for several networks, each under its own labels: those that the options name, else
   * those that the first was trained on which tells of any. Their size is that of the networks'
   * images, but for a network of pairs, which are made of smaller ones.
   *
   * @throws CommandFailure besides, if one learned from images prepared in another way, and no
   *     option says that it shall read these
   */
  public List<Dataset> load(List<SavedModel> networks, int threads, PrintWriter out)
      throws IOException, CommandFailure {
    SavedModel first =
        networks.stream()
            .filter(network -> network.history().isPresent())
            .findFirst()
            .orElse(networks.getFirst());
    Dataset found = read(first, threads, out);
    List<Dataset> matched = new ArrayList<>();
    for (SavedModel network : networks) {
      if (network.configuration().filter(RunConfiguration::onPairs).isEmpty()) {
        DataFit.checkExtents(network.model().configuration(), found.test());
      }
      if (network.history().isPresent()) {
        network.history().get().requireNotLearnedLying(found);
        requireSamePreparation(network, first);
      }
      ClassMatch match = ClassMatch.of(network, found);
      match.notice().ifPresent(out::println);
      matched.add(match.data());
    }
    out.flush();
    return matched;
  }

  private Dataset read(SavedModel saved, int threads, PrintWriter out)
      throws IOException, CommandFailure {
    if (!data.given()) {
      return saved.history().isPresent()
          ? ofRun(saved.history().get(), threads, out)
          : frame.place(data.loadUsual(Optional.empty(), threads, out), saved.seed());
    }
    ImageOptions from =
        saved.history().isPresent() ? asRecorded(folderOf(saved.file()), out) : this;
    from.data.fitTo(saved);
    return from.load(threads, out, saved.seed());
  }

  /** Refuses what a network would misread without a word, unless these options ask for it. */
  private void requireSamePreparation(SavedModel network, SavedModel first)
      throws IOException, CommandFailure {
    Optional<List<String>> learned = preparation(network);
    Optional<List<String>> read = preparation(first);
    boolean asked = !new RecordedOptions(asGiven()).preparing().isEmpty();
    if (!asked && learned.isPresent() && read.isPresent() && !learned.equals(read)) {
      throw new CommandFailure(
          "%s: trained on images prepared by %s, found those of %s, prepared by %s; options given here hold for all"
              .formatted(network.file(), named(learned.get()), first.file(), named(read.get())),
          null);
    }
  }

  private static Optional<List<String>> preparation(SavedModel network) throws IOException {
    return RecordedOptions.in(folderOf(network.file())).map(RecordedOptions::preparing);
  }

  private static String named(List<String> options) {
    return options.isEmpty() ? "no option" : String.join(" ", options);
  }

  /** What a run was trained on, and nothing else unless options are given that change it. */
  private Dataset ofRun(RunHistory run, int threads, PrintWriter out)
      throws IOException, CommandFailure {
    Path folder = folderOf(run.file());
    long seed = run.configuration().training().seed();
    try {
      ImageOptions from = asRecorded(folder, out);
      Dataset found =
          from == this
              ? frame.place(data.loadUsual(Optional.of(run.data().origin()), threads, out), seed)
              : from.load(threads, out, seed);
      if (!given()) {
        run.requireTrainedOn(found);
      }
      return found;
    } catch (InvalidCheckpointException other) {
      throw new CommandFailure(other.getMessage() + "; give --data", other);
    } catch (InvalidDataException | InvalidSettingException missing) {
      throw new CommandFailure(
          "%s: what it was trained on is not there: %s; give --data"
              .formatted(run.file(), missing.getMessage()),
          missing);
    }
  }

  /**
   * The options that a run keeps, changed by these; or these alone, if they name another place or
   * it keeps none. Options of the run that are left out are reported: its network may read nothing
   * well without them.
   */
  private ImageOptions asRecorded(Path folder, PrintWriter out) throws IOException {
    Optional<RecordedOptions> recorded = RecordedOptions.in(folder);
    if (recorded.isEmpty()) {
      return this;
    }
    String words = String.join(" ", recorded.get().options());
    List<String> own = new ArrayList<>(data.shaping());
    own.addAll(frame.asGiven());
    if (!data.given()) {
      out.println("As the run was trained: " + words);
    }
    if (!data.given() || recorded.get().isOf(data)) {
      used = recorded.get().parsed(folder, own);
      return used;
    }
    List<String> shaping = recorded.get().shaping();
    if (Collections.indexOfSubList(own, shaping) < 0) {
      out.println("Not given, but the run was trained with it: " + String.join(" ", shaping));
    }
    return this;
  }

  /**
   * The test images of another set, put before a network as its own are, once those were read. They
   * show nothing that it knows: all have its first label.
   *
   * @throws InvalidSettingException if they have another size than its own
   */
  public ImageSet outside(Path folder, SavedModel saved, int threads, PrintWriter out)
      throws IOException {
    DataOptions other = DataOptions.of(folder);
    other.fitTo(saved);
    ImageSet images = framed(other.load(threads, out), saved);
    DataFit.checkExtents(saved.model().configuration(), images);
    return images.relabelled(saved.classNames(), new int[images.classes()]);
  }

  /**
   * The same of letters that are drawn.
   *
   * @param count how many
   * @return empty for a network whose images have another size, or that may know letters
   */
  public Optional<ImageSet> letters(int count, SavedModel saved, int threads) {
    if (!saved.classNames().equals(ImageSet.numbersOf(DIGITS))) {
      return Optional.empty();
    }
    ImageSet drawn = DrawnLetters.images(count, saved.seed(), threads);
    if (!used.frame.fits(drawn)) {
      return Optional.empty();
    }
    ImageSet images = framed(new Dataset(drawn.origin(), drawn.first(1), drawn), saved);
    return DataFit.extents(images).equals(saved.model().configuration().image())
        ? Optional.of(images.relabelled(saved.classNames(), new int[images.classes()]))
        : Optional.empty();
  }

  private ImageSet framed(Dataset found, SavedModel saved) {
    return used.frame.place(found, saved.seed()).test();
  }

  private static Path folderOf(Path checkpoint) {
    return checkpoint.toAbsolutePath().getParent();
  }
}
