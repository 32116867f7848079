/** Files that are written whole or not at all, and what is wrong with one in one line. */
package capstan.capsnet.file;
