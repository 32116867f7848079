/** Text that comes from elsewhere, such as names of files, made fit to be shown to people. */
package capstan.capsnet.text;
