/**
 * A training from its first line to its last: what is said before, what is shown and drawn after
 * each epoch, what a signal stops, what is resumed; and several trainings in one folder.
 */
package capstan.mnist.session;
