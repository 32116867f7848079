/** What makes the program at home in a shell: completion of words, and the manual page. */
package capstan.mnist.shell;
