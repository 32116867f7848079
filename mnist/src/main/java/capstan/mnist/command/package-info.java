/**
 * The command line: one file per command. A command reads its options, has the work done and says
 * what came of it; what two commands share lives in the rooms below, none of which knows a command.
 * {@link capstan.mnist.command.Capstan} is where the program starts.
 */
package capstan.mnist.command;
