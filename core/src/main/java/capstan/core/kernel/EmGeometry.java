package capstan.core.kernel;

/**
 * The extents and rules of one layer of matrix capsules routed by expectation maximisation. A
 * capsule is a row of {@link #NUMBERS} numbers: its pose, a 4x4 matrix row by row, and its
 * activation. Children lie on a grid, so many types at each place; a parent at a place is fed by
 * all types at the places that its kernel covers.
 *
 * @param batch images
 * @param height rows of places of children
 * @param width columns of places of children
 * @param types types of children at a place
 * @param parentTypes types of parents at a place
 * @param kernel rows and columns of places that feed a parent, without padding; not read for
 *     classes
 * @param stride from kernel to kernel; not read for classes
 * @param classes whether there is one place of parents, fed by all children, with matrices shared
 *     over the places and the child's place added to the first two numbers of its vote
 * @param rounds of routing, at least 1
 * @param inverseTemperature what λ comes to after very many rounds; 0.01 in the paper's successors
 */
public record EmGeometry(
    int batch,
    int height,
    int width,
    int types,
    int parentTypes,
    int kernel,
    int stride,
    boolean classes,
    int rounds,
    float inverseTemperature) {

  /** Numbers of a pose. */
  public static final int POSE = 16;

  /** Numbers of a capsule: its pose and its activation. */
  public static final int NUMBERS = POSE + 1;

  /** Added to each variance, so that a parent with one child has one: 5e-4. */
  public static final float LEAST_VARIANCE = 5e-4f;

  /** What a mass counts as at least: a parent that no child is assigned to has a mean of zeros. */
  public static final float LEAST_MASS = 1e-20f;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a count is not positive (batch may be 0), or if no kernel
   *     fits
   */
  public EmGeometry {
    if (batch < 0
        || height < 1
        || width < 1
        || types < 1
        || parentTypes < 1
        || rounds < 1
        || !(inverseTemperature > 0)
        || (!classes && (kernel < 1 || stride < 1 || kernel > height || kernel > width))) {
      throw new IllegalArgumentException(
          "EM routing of %dx%d places of %d types to %d types cannot have kernels of %dx%d, stride %d, %d rounds, inverse temperature %s, batch %d"
              .formatted(
                  height,
                  width,
                  types,
                  parentTypes,
                  kernel,
                  kernel,
                  stride,
                  rounds,
                  inverseTemperature,
                  batch));
    }
  }

  /** Capsules that route, of all types and places. */
  public int children() {
    return height * width * types;
  }

  /** Rows of places of parents. */
  public int parentHeight() {
    return classes ? 1 : (height - kernel) / stride + 1;
  }

  /** Columns of places of parents. */
  public int parentWidth() {
    return classes ? 1 : (width - kernel) / stride + 1;
  }

  /** Places of parents. */
  public int parentPlaces() {
    return parentHeight() * parentWidth();
  }

  /** Capsules that are routed to, of all types and places. */
  public int parents() {
    return parentPlaces() * parentTypes;
  }

  /** Children of a parent: its kernel's places, row by row, times types. */
  public int slots() {
    return (classes ? height * width : kernel * kernel) * types;
  }

  /** How many different rows of matrices there are: one for each slot, or for each type. */
  public int matrices() {
    return classes ? types : slots();
  }

  /** Which row of matrices makes the votes of a slot. */
  public int matrix(int slot) {
    return slot % matrices();
  }

  /** Pairs of a child and a parent that it feeds. */
  public int pairs() {
    return Math.multiplyExact(parents(), slots());
  }

  /**
   * A child's number: place by place in rows, type by type.
   *
   * @param place of the parent
   * @param slot among the parent's children
   */
  public int child(int place, int slot) {
    int columns = classes ? width : kernel;
    int step = classes ? 0 : stride;
    int row = place / parentWidth() * step + slot / types / columns;
    int column = place % parentWidth() * step + slot / types % columns;
    return (row * width + column) * types + slot % types;
  }

  /** For each child the number of parents that it feeds, of all types and places. */
  public int[] parentsOfChildren() {
    int[] counts = new int[children()];
    for (int place = 0; place < parentPlaces(); place++) {
      for (int slot = 0; slot < slots(); slot++) {
        counts[child(place, slot)] += parentTypes;
      }
    }
    return counts;
  }

  /**
   * What coordinate addition adds to the first number of a vote: the row of the child's place, its
   * middle, from 0 to 1; 0 where there are no classes.
   */
  public float rowOf(int slot) {
    return classes ? (slot / types / width + 0.5f) / height : 0;
  }

  /** What it adds to the second: the column, likewise. */
  public float columnOf(int slot) {
    return classes ? (slot / types % width + 0.5f) / width : 0;
  }

  /** λ of a round, from 0: inverseTemperature · (1 − 0.95^(round + 1)). */
  public float lambda(int round) {
    return (float) (inverseTemperature * (1 - Math.pow(0.95, round + 1)));
  }
}
