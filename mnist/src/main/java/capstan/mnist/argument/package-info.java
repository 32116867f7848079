/**
 * How one word of the command line is read: ranges of numbers, names of choices, runs by their path
 * or as {@code latest}; and how the help describes it.
 */
package capstan.mnist.argument;
