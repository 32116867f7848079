package capstan.capsnet.layer;

import capstan.core.Shape;

/**
 * Where the capsules of a layer lie: so many types at each place of a grid, place by place in rows.
 *
 * @param height rows of places
 * @param width columns of places
 * @param types capsules at one place
 * @param dimensions numbers per capsule
 */
public record CapsuleGrid(int height, int width, int types, int dimensions) {

  /** [height · width · types, dimensions]. */
  public Shape shape() {
    return Shape.of(Math.multiplyExact(Math.multiplyExact(height, width), types), dimensions);
  }
}
