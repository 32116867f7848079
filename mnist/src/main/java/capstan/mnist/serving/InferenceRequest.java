package capstan.mnist.serving;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.collections.impl.list.mutable.primitive.FloatArrayList;

/**
 * What the Open Inference Protocol asks of a network.
 *
 * @param id given back with the answer; null for none
 * @param parameters of the whole; null for none
 * @param inputs one tensor, the images
 * @param outputs that are wanted; null or empty for all
 */
record InferenceRequest(
    String id,
    Map<String, Object> parameters,
    @JsonProperty("inputs") List<Input> inputs,
    List<Output> outputs) {

  /** The one input of every network. */
  static final String IMAGES = "images";

  /** Parameter of a tensor whose numbers lie behind the JSON, as bytes: how many those are. */
  static final String BINARY_SIZE = "binary_data_size";

  /** A tensor: data in rows, be they nested or not. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Input(
      String name,
      List<Integer> shape,
      String datatype,
      Map<String, Object> parameters,
      @JsonDeserialize(using = Flat.class) float[] data) {}

  /** One of the outputs. */
  record Output(String name, Map<String, Object> parameters) {
    /** Whether its numbers are wanted as bytes; what is not said is null. */
    Object binary() {
      return parameters == null ? null : parameters.get("binary_data");
    }
  }

  /** Whether outputs that do not say it themselves are wanted as bytes. */
  boolean binary() {
    return parameters != null && Boolean.TRUE.equals(parameters.get("binary_data_output"));
  }

  /** Numbers of arrays in arrays, in their order. */
  static final class Flat extends JsonDeserializer<float[]> {
    @Override
    public float[] deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw context.weirdStringException(parser.getText(), float[].class, "expected an array");
      }
      FloatArrayList numbers = new FloatArrayList(1024);
      int depth = 1;
      while (depth > 0) {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY) {
          depth++;
        } else if (token == JsonToken.END_ARRAY) {
          depth--;
        } else if (token != null && token.isNumeric()) {
          numbers.add(parser.getFloatValue());
        } else {
          throw context.weirdStringException(
              String.valueOf(parser.getText()), float[].class, "expected a number");
        }
      }
      return numbers.toArray();
    }
  }

  /**
   * The images, from 0 to 1.
   *
   * @param height rows of an image
   * @param width columns of an image
   * @param channels of an image
   * @param most that a request may bring
   * @param tail the bytes behind the JSON
   * @throws RefusedRequestException 400 if there are none of this size, 413 if there are too many
   */
  List<float[]> images(int height, int width, int channels, int most, ByteBuffer tail)
      throws RefusedRequestException {
    if (inputs == null || inputs.size() != 1 || inputs.getFirst() == null) {
      throw RefusedRequestException.malformed(
          "found %d inputs, expected one, %s"
              .formatted(inputs == null ? 0 : inputs.size(), IMAGES));
    }
    Input input = inputs.getFirst();
    if (!IMAGES.equals(input.name)) {
      throw RefusedRequestException.malformed(
          "found an input %s, expected %s".formatted(input.name, IMAGES));
    }
    int numbers = height * width * channels;
    int count = count(input.shape, List.of(height, width, channels), numbers);
    if (count > most) {
      throw new RefusedRequestException(
          413, "found %,d images, expected at most %,d a request".formatted(count, most));
    }
    float largest = largest(input.datatype);
    float[] data = data(input, tail);
    if (data.length != (long) count * numbers) {
      throw RefusedRequestException.malformed(
          "input %s has %,d numbers, expected %,d by its shape %s"
              .formatted(IMAGES, data.length, (long) count * numbers, input.shape));
    }
    List<float[]> images = new ArrayList<>(count);
    for (int image = 0; image < count; image++) {
      float[] pixels = Arrays.copyOfRange(data, image * numbers, (image + 1) * numbers);
      scale(pixels, largest, input.datatype);
      images.add(pixels);
    }
    return images;
  }

  /** The numbers, be they JSON or bytes behind it. */
  private static float[] data(Input input, ByteBuffer tail) throws RefusedRequestException {
    Object size = input.parameters == null ? null : input.parameters.get(BINARY_SIZE);
    if ((size == null) == (input.data == null)) {
      throw RefusedRequestException.malformed(
          "input %s has %s, expected one of data and %s"
              .formatted(IMAGES, size == null ? "neither" : "both", BINARY_SIZE));
    }
    if (size == null) {
      return input.data;
    }
    boolean bytes = input.datatype.equals("UINT8");
    if (!size.equals(tail.remaining()) || (!bytes && tail.remaining() % Float.BYTES != 0)) {
      throw RefusedRequestException.malformed(
          "input %s has %s bytes of %s, found %,d behind the JSON"
              .formatted(IMAGES, size, input.datatype, tail.remaining()));
    }
    float[] data = new float[tail.remaining() / (bytes ? 1 : Float.BYTES)];
    if (bytes) {
      for (int k = 0; k < data.length; k++) {
        data[k] = tail.get() & 0xff;
      }
    } else {
      tail.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(data);
    }
    return data;
  }

  private static int count(List<Integer> shape, List<Integer> image, int numbers)
      throws RefusedRequestException {
    boolean given = shape != null && !shape.isEmpty() && !shape.contains(null);
    List<Integer> each = given ? shape.subList(1, shape.size()) : List.of();
    boolean grey = image.getLast() == 1 && each.equals(image.subList(0, 2));
    if (!given
        || shape.getFirst() < 1
        || !(each.equals(image) || grey || each.equals(List.of(numbers)))) {
      throw RefusedRequestException.malformed(
          "input %s has the shape %s, expected [n, %d, %d, %d] or [n, %d] with n from 1"
              .formatted(IMAGES, shape, image.get(0), image.get(1), image.get(2), numbers));
    }
    return shape.getFirst();
  }

  private static float largest(String datatype) throws RefusedRequestException {
    return switch (datatype) {
      case "FP32" -> 1;
      case "UINT8" -> 255;
      case null, default ->
          throw RefusedRequestException.malformed(
              "input %s is of the type %s, expected FP32 (0 to 1) or UINT8 (0 to 255)"
                  .formatted(IMAGES, datatype));
    };
  }

  private static void scale(float[] pixels, float most, String datatype)
      throws RefusedRequestException {
    for (int k = 0; k < pixels.length; k++) {
      // Not true of NaN.
      if (!(pixels[k] >= 0 && pixels[k] <= most)) {
        throw RefusedRequestException.malformed(
            "input %s holds %s, expected numbers from 0 to %.0f in %s"
                .formatted(IMAGES, pixels[k], most, datatype));
      }
      pixels[k] /= most;
    }
  }
}
