/**
 * Results as text: numbers as people read them, CSV tables, settings in words, the lines of a
 * prediction, an evaluation or a plan. Nothing here prints.
 */
package capstan.mnist.text;
