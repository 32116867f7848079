/**
 * What a run is: its settings, the data it had, how far it has come, and the figures of its epochs
 * and tests.
 */
package capstan.capsnet.run;
