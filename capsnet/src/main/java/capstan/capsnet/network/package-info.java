/**
 * Our own networks: the capsule network of Sabour, Frosst and Hinton with its presets, and the
 * convolutional network that it is compared with. They come to the rest through {@link
 * capstan.capsnet.model.ModelFamily}, as a user's own do.
 */
package capstan.capsnet.network;
