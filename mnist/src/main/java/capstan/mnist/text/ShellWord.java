package capstan.mnist.text;

/** Writes a word so that a shell reads it back as it was. */
public final class ShellWord {
  private ShellWord() {}

  /** The word, in quotes only if the shell would change it. */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
