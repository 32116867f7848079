/**
 * How a command ends: its exit status, one line for what went wrong, and the signals that stop it.
 */
package capstan.mnist.exit;
