package capstan.core;

/** What has a shape: a tensor, or a variable of a tape. */
public interface Shaped {

  /** Its extents, outermost axis first. */
  Shape shape();
}
