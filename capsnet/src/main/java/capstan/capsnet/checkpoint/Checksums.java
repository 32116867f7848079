package capstan.capsnet.checkpoint;

/** What is asked of a checkpoint's checksums when it is read. */
public enum Checksums {
  /** The file must have been written by Capstan and every byte of it must be as it was written. */
  REQUIRED,
  /**
   * As above for a file written by Capstan; a file of others, such as one saved from PyTorch, has
   * no checksums and is loaded unchecked.
   */
  IF_PRESENT
}
