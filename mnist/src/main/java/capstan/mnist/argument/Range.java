package capstan.mnist.argument;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The least and the most that the number of an option may be, of each number where it takes
 * several. {@link Arguments} checks it before a command runs, and {@link OptionSections} says it in
 * the help. Without bounds any whole number of 64 bits will do.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
public @interface Range {
  /** The most images, steps or pairs that anything counts. */
  int MOST = Integer.MAX_VALUE;

  /** The most images that are computed at a time. */
  int MOST_AT_A_TIME = 1 << 16;

  /** More threads than any machine has processors. */
  int MOST_THREADS = 1 << 10;

  /** The least that is allowed. */
  double least() default Long.MIN_VALUE;

  /** The most that is allowed. */
  double most() default Long.MAX_VALUE;
}
