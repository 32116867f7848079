package capstan.mnist.serving;

import capstan.capsnet.inference.SavedModel;
import capstan.mnist.exit.FailureReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The networks that a server has, by name, and how newer checkpoints take their places. */
final class ServedModels {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Engine engine;
  private final Consumer<String> say;
  private final Map<String, ServedModel> models = new LinkedHashMap<>();

  /**
   * Records all networks.
   *
   * @param sources the networks
   * @param most images of a batch
   * @param engine what computes
   * @param say receives a line about each network that takes another's place, or fails to
   * @throws RefusedRequestException if the engine is ending
   */
  ServedModels(List<NetworkSource> sources, int most, Engine engine, Consumer<String> say)
      throws RefusedRequestException {
    this.engine = engine;
    this.say = say;
    for (NetworkSource source : sources) {
      models.put(source.name(), engine.run(() -> new ServedModel(source, engine.backend(), most)));
    }
  }

  /** All, in the order in which they were given. */
  Collection<ServedModel> all() {
    return models.values();
  }

  /**
   * The one of a name.
   *
   * @throws RefusedRequestException 404 if there is none
   */
  ServedModel named(String name) throws RefusedRequestException {
    ServedModel model = models.get(name);
    if (model == null) {
      throw RefusedRequestException.missing(
          "no model %s here, expected one of %s"
              .formatted(name, String.join(", ", models.keySet())));
    }
    return model;
  }

  /**
   * The one of a name and version.
   *
   * @throws RefusedRequestException 404 if it is not there, or not any more
   */
  ServedModel named(String name, String version) throws RefusedRequestException {
    ServedModel model = named(name);
    String current = model.version();
    if (!current.equals(version)) {
      throw RefusedRequestException.missing(
          "model %s has version %s, found %s".formatted(name, current, version));
    }
    return model;
  }

  /**
   * Looks for newer checkpoints until interrupted, on a thread of its own. Requests that are under
   * way get the answers of the network before; none waits longer than a batch would take.
   */
  void watch() {
    Thread.ofVirtual()
        .name("capstan-watch")
        .start(
            () -> {
              Map<String, FileTime> seen = new LinkedHashMap<>();
              models.values().forEach(model -> seen.put(model.name(), changed(model)));
              try {
                while (true) {
                  Thread.sleep(LOOK);
                  for (ServedModel model : models.values()) {
                    FileTime now = changed(model);
                    if (!now.equals(seen.put(model.name(), now))) {
                      renew(model);
                    }
                  }
                }
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** When its checkpoint was written; the beginning of time while it is not there. */
  private static FileTime changed(ServedModel model) {
    try {
      return Files.getLastModifiedTime(model.saved().file());
    } catch (IOException missing) {
      return FileTime.fromMillis(0);
    }
  }

  private void renew(ServedModel model) {
    try {
      SavedModel later = SavedModel.load(model.source().path());
      if (!model.isLike(later)) {
        say.accept(
            "%s: %s holds another network now, the one before is still served"
                .formatted(model.name(), later.file()));
        return;
      }
      engine.run(
          () -> {
            model.renew(later);
            return model;
          });
      say.accept("%s: version %s from now on".formatted(model.name(), model.version()));
    } catch (RefusedRequestException _) {
      // Nobody asks any more.
    } catch (IOException | RuntimeException unusable) {
      say.accept(
          "%s: the one before is still served: %s"
              .formatted(model.name(), FailureReport.line(unusable)));
    }
  }
}
