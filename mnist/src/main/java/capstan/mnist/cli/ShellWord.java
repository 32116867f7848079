package capstan.mnist.cli;

/** Writes a word so that a shell reads it back as it was. */
final class ShellWord {
  private ShellWord() {}

  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
