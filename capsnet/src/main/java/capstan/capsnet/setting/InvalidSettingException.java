package capstan.capsnet.setting;

/**
 * A setting, or a combination of settings, that cannot work. The message is one line for the user:
 * the layer or setting, the value found and the value expected.
 */
public final class InvalidSettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * With the line to show.
   *
   * @param message one line
   */
  public InvalidSettingException(String message) {
    super(message);
  }
}
