/**
 * The command line: one file a command, and the options, progress displays and error lines that the
 * commands share. It turns what the other packages say into text, pictures and exit statuses.
 */
package capstan.mnist.cli;
