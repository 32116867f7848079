package capstan.capsnet.checkpoint;

import capstan.core.Shape;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The header of a safetensors file: what the tensors are called, their shapes and where they lie,
 * and a map of texts.
 *
 * <p>A file written here holds in that map, under {@code capstan.}, the format's version and a
 * CRC-32C for every tensor and for the header itself. The header's own comes first of all, so that
 * it lies at a place known without parsing; it covers the 8 bytes of the length and the header,
 * with its own eight digits read as zeros. Together they cover every byte of the file.
 *
 * @param metadata the map of texts, in file order, the format's own included
 * @param entries the tensors, in the order of their data
 */
record SafetensorsHeader(SequencedMap<String, String> metadata, List<Entry> entries) {
  /** The key under which the format keeps the map of texts. */
  static final String METADATA = "__metadata__";

  /** What the format's own keys begin with. */
  static final String RESERVED = "capstan.";

  /** Key of the content's version. */
  static final String FORMAT = "capstan.format";

  /** Key of the header's own checksum. */
  static final String CHECKSUM = "capstan.crc32c";

  /** Key of the checksum of the texts of others than the format, in whatever order they are. */
  static final String TEXTS_CHECKSUM = "capstan.texts.crc32c";

  /** What a tensor's name is put behind to make the key of its checksum. */
  static final String TENSOR_CHECKSUM = CHECKSUM + ".";

  /** The format's limit on the header's length in bytes. */
  static final int LONGEST = 100_000_000;

  private static final String BLANK = "00000000";
  private static final byte[] START =
      ("{\"" + METADATA + "\":{\"" + CHECKSUM + "\":\"").getBytes(StandardCharsets.US_ASCII);

  /**
   * One tensor.
   *
   * @param name its name
   * @param dtype how its elements are stored, as the format calls it
   * @param shape its shape, null if no array could hold it
   * @param begin offset of its first byte from the header's end
   * @param end offset after its last byte
   */
  record Entry(String name, String dtype, Shape shape, long begin, long end) {

    /** How its elements become float32, null if they cannot. */
    ElementType type() {
      return ElementType.named(dtype);
    }
  }

  /**
   * The header's bytes, its own checksum filled in, spaces at the end so that the data is aligned.
   */
  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart(METADATA);
      json.writeStringField(CHECKSUM, BLANK);
      for (var text : metadata.entrySet()) {
        json.writeStringField(text.getKey(), text.getValue());
      }
      json.writeEndObject();
      for (Entry entry : entries) {
        writeEntry(json, entry);
      }
      json.writeEndObject();
    }
    while (bytes.size() % Long.BYTES != 0) {
      bytes.write(' ');
    }
    if (bytes.size() > LONGEST) {
      throw new IOException("a header of " + bytes.size() + " bytes, at most " + LONGEST);
    }
    byte[] header = bytes.toByteArray();
    byte[] checksum = checksum(header).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(checksum, 0, header, START.length, checksum.length);
    return header;
  }

  private static void writeEntry(JsonGenerator json, Entry entry) throws IOException {
    json.writeObjectFieldStart(entry.name());
    json.writeStringField("dtype", entry.dtype());
    json.writeArrayFieldStart("shape");
    for (int axis = 0; axis < entry.shape().rank(); axis++) {
      json.writeNumber(entry.shape().extent(axis));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("data_offsets");
    json.writeNumber(entry.begin());
    json.writeNumber(entry.end());
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * The checksum a header says it has, null where none stands in its place.
   *
   * @param header the header's bytes
   */
  static String statedChecksum(byte[] header) {
    int end = START.length + BLANK.length();
    if (header.length <= end || !Arrays.equals(header, 0, START.length, START, 0, START.length)) {
      return null;
    }
    return new String(header, START.length, BLANK.length(), StandardCharsets.ISO_8859_1);
  }

  /**
   * The checksum of a header that has one at its place, and of the length before it.
   *
   * @param header the header's bytes
   */
  static String checksum(byte[] header) {
    CRC32C sum = new CRC32C();
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    sum.update(length.putLong(header.length).flip());
    sum.update(START);
    sum.update(BLANK.getBytes(StandardCharsets.US_ASCII));
    int end = START.length + BLANK.length();
    sum.update(header, end, header.length - end);
    return digits(sum);
  }

  /** The checksum of texts under keys that are not the format's, whatever their order. */
  static String textsChecksum(Map<String, String> texts) {
    CRC32C sum = new CRC32C();
    new TreeMap<>(texts)
        .forEach(
            (key, text) -> {
              if (!key.startsWith(RESERVED)) {
                sum.update((key + '\0' + text + '\0').getBytes(StandardCharsets.UTF_8));
              }
            });
    return digits(sum);
  }

  /**
   * Whether another program wrote the header anew and kept the texts: the format's own are there,
   * but not in the order in which they are written here. No damage does that.
   *
   * @param header the header's bytes
   */
  boolean isRewritten(byte[] header) {
    List<String> first = metadata.keySet().stream().limit(2).toList();
    List<String> checked = entries.stream().map(entry -> TENSOR_CHECKSUM + entry.name()).toList();
    return metadata.containsKey(CHECKSUM)
        && metadata.containsKey(FORMAT)
        && (statedChecksum(header) == null
            || !first.equals(List.of(CHECKSUM, FORMAT))
            || !metadata.keySet().stream()
                .filter(new HashSet<>(checked)::contains)
                .toList()
                .equals(checked.stream().filter(metadata::containsKey).toList()));
  }

  /** Eight lower-case hexadecimal digits. */
  static String digits(CRC32C sum) {
    return "%08x".formatted(sum.getValue());
  }
}
