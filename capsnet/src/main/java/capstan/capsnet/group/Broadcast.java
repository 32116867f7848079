package capstan.capsnet.group;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.InvalidConfigurationException;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one rank has and all others get: texts, records, and the images of a training. So ranks need
 * no data of their own, and none can have other data than the rest.
 *
 * @param group who gets it
 */
public record Broadcast(AllReduce group) {
  private record Extents(
      String origin,
      int count,
      int height,
      int width,
      int channels,
      List<String> classNames,
      int shownHeight,
      int shownWidth) {
    static Extents of(ImageSet shown) {
      ImageSet images = shown.whole();
      return new Extents(
          images.origin(),
          images.count(),
          images.height(),
          images.width(),
          images.channels(),
          images.classNames(),
          shown.height(),
          shown.width());
    }
  }

  private record Contents(String origin, List<Extents> sets) {}

  /**
   * Sends, as the first rank.
   *
   * @param data what all are to have
   */
  public void send(Dataset data) {
    List<ImageSet> sets = new ArrayList<>(List.of(data.train(), data.test()));
    data.validation().ifPresent(sets::add);
    text(
        0,
        ConfigurationJson.write(
            new Contents(data.origin(), sets.stream().map(Extents::of).toList())));
    for (ImageSet shown : sets) {
      ImageSet images = shown.whole();
      ByteBuffer pixels = ByteBuffer.allocate(images.count() * images.imageSize());
      ByteBuffer labels = ByteBuffer.allocate(images.count() * Integer.BYTES);
      for (int image = 0; image < images.count(); image++) {
        pixels.put(images.image(image));
        labels.putInt(images.label(image));
      }
      group.broadcast(0, pixels.array());
      group.broadcast(0, labels.array());
    }
  }

  /** Receives, as any other. */
  public Dataset receive() {
    Contents contents = read(text(0, ""), Contents.class);
    List<ImageSet> sets = contents.sets().stream().map(this::images).toList();
    return new Dataset(
        contents.origin(),
        sets.get(0),
        sets.size() > 2 ? Optional.of(sets.get(2)) : Optional.empty(),
        sets.get(1));
  }

  private ImageSet images(Extents of) {
    byte[] pixels = group.broadcast(0, new byte[0]);
    ByteBuffer labels = ByteBuffer.wrap(group.broadcast(0, new byte[0]));
    int[] numbers = new int[of.count()];
    labels.asIntBuffer().get(numbers);
    return ImageSet.owning(
            of.origin(),
            of.height(),
            of.width(),
            of.channels(),
            of.classNames().size(),
            pixels,
            numbers)
        .withClassNames(of.classNames())
        .cropped(of.shownHeight(), of.shownWidth());
  }

  /**
   * The text of one rank.
   *
   * @param from that rank
   * @param own what it is there; of no account on others
   */
  public String text(int from, String own) {
    byte[] sent = group.broadcast(from, own.getBytes(StandardCharsets.UTF_8));
    return new String(sent, StandardCharsets.UTF_8);
  }

  /**
   * The record of the first rank, one that can be written as JSON.
   *
   * @param own what it is there; of no account on others
   * @param type of the record
   * @throws GroupException if the text is not of one, as where the ranks are of several versions
   */
  public <T extends Record> T first(T own, Class<T> type) {
    return read(text(0, ConfigurationJson.write(own)), type);
  }

  /**
   * Reads a record that was sent.
   *
   * @param json its text
   * @param type of the record
   * @throws GroupException if the text is not of one, as where the ranks are of several versions
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      return ConfigurationJson.read("the first rank", json, type);
    } catch (InvalidConfigurationException other) {
      throw new GroupException(other.getMessage());
    }
  }
}
