package capstan.mnist.shell;

import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A shell that completes words. */
public enum Shell {
  /** The Bourne-again shell, of most Linux distributions. */
  BASH,
  /** The Z shell, of macOS. */
  ZSH,
  /** The friendly interactive shell. */
  FISH;

  /** The name of its command. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Takes a shell by the name of its command. */
  public static final class Named implements ITypeConverter<Shell> {
    @Override
    public Shell convert(String word) {
      return Stream.of(values())
          .filter(shell -> shell.toString().equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException("expected bash, zsh or fish, found '" + word + "'"));
    }
  }
}
