/**
 * What a network is to those who train, save and use it: its family and configuration, its layers,
 * the graphs that it records on a tape, and what it can do besides.
 */
package capstan.capsnet.model;
