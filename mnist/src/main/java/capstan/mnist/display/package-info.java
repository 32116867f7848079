/**
 * What is shown while a command works: a bar and a line drawn over again on a terminal, plain lines
 * elsewhere.
 */
package capstan.mnist.display;
