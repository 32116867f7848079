/** The papers' experiments as commands, one file each. */
package capstan.mnist.command.experiment;
