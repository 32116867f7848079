/**
 * What a network does, as pictures and the words beside them: its training, its reconstructions,
 * its moved dimensions, its routing; for a test image or one that the user names.
 */
package capstan.mnist.illustration;
