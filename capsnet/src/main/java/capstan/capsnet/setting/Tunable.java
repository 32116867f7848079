package capstan.capsnet.setting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a component of a configuration's record a {@link Setting}. The record's constructor has
 * {@link Setting#check} look at the values; components that are records may have settings of their
 * own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@Repeatable(Tunable.Parts.class)
public @interface Tunable {
  /** What users call it, such as {@code routing-rounds}; no two of a configuration are the same. */
  String name();

  /** What it is, in words that a full stop can follow. */
  String help();

  /** The least that a number may be, each number where there are several. */
  double least() default 1;

  /** The most that a number may be. */
  double most() default Long.MAX_VALUE;

  /** Whether it matters only while the network learns. */
  boolean learning() default false;

  /** The setting that must not be 0 or off for this one to have an effect; empty for none. */
  String needs() default "";

  /** The component of the component that is meant, for records of other modules. */
  String part() default "";

  /** Several settings in one component. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Parts {
    /** One for each part. */
    Tunable[] value();
  }
}
