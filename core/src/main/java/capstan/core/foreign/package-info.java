/** Calls of C libraries that were found while the program runs, for the modules that make them. */
package capstan.core.foreign;
