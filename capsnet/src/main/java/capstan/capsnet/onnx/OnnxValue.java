package capstan.capsnet.onnx;

import capstan.core.Shape;

/**
 * What a layer gives, in a graph of ONNX, whose images have their channels first: an image
 * [channels, height, width], capsules [I, D] type by type, or numbers [N], which may be an image
 * channel by channel.
 *
 * @param graph where it is
 * @param name of its node
 * @param shape of it for one image inside, where channels come last: [height, width, channels], [I,
 *     D] or [N]
 * @param types of capsules at one place, or channels of an image that is [N]; 1 for all else
 */
record OnnxValue(OnnxGraph graph, String name, Shape shape, int types) {

  /**
   * The same numbers as a layer wants them.
   *
   * @param wanted shape of it for one image inside, of as many numbers
   * @param wantedTypes of capsules at one place, place by place inside and type by type here
   */
  OnnxValue as(Shape wanted, int wantedTypes) {
    int order = order(wanted, wantedTypes);
    if (wanted.equals(shape) && order(shape, types) == order) {
      return this;
    }
    if (shape.rank() == 1 && wanted.rank() == 3 && types == wanted.extent(2)) {
      String image =
          graph.reshape(name + "/image", name, 0, types, wanted.extent(0), wanted.extent(1));
      return new OnnxValue(graph, image, wanted, 1);
    }
    return channelsLast().channelsFirst(wanted, order);
  }

  /** What is of one type, or has one place, lies alike in both orders. */
  private static int order(Shape of, int types) {
    return of.rank() < 3 && types == of.extent(0) ? 1 : types;
  }

  /** In the order inside, whatever the shape. */
  private OnnxValue channelsLast() {
    String moved = name;
    if (shape.rank() == 3 && shape.extent(2) > 1) {
      moved = graph.transpose(name + "/channels_last", name, 0, 2, 3, 1);
    } else if (order(shape, types) > 1) {
      int places = shape.extent(0) / types;
      int dimensions = shape.elements() / shape.extent(0);
      String cut = graph.reshape(name + "/by_type", name, 0, types, places, dimensions);
      moved = graph.transpose(name + "/by_place", cut, 0, 2, 1, 3);
    }
    return new OnnxValue(graph, moved, shape, 1);
  }

  /** From the order inside. */
  private OnnxValue channelsFirst(Shape wanted, int wantedTypes) {
    int first = wanted.extent(0);
    String moved = name;
    if (wanted.rank() == 3) {
      int channels = wanted.extent(2);
      String image = graph.reshape(name + "/image", name, 0, first, wanted.extent(1), channels);
      moved = graph.transpose(name + "/channels_first", image, 0, 3, 1, 2);
    } else if (wanted.rank() == 2) {
      int dimensions = wanted.extent(1);
      if (wantedTypes > 1) {
        String places =
            graph.reshape(name + "/places", name, 0, first / wantedTypes, wantedTypes, dimensions);
        moved = graph.transpose(name + "/types", places, 0, 2, 1, 3);
      }
      moved = graph.reshape(name + "/capsules", moved, 0, first, dimensions);
    } else {
      moved = graph.reshape(name + "/flat", name, 0, wanted.elements());
    }
    return new OnnxValue(graph, moved, wanted, wantedTypes);
  }
}
