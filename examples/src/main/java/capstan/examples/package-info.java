/**
 * Small programs that use Capstan as a library; each has a main method, and a test that runs it.
 */
package capstan.examples;
