/**
 * Matrix capsules with EM routing (Hinton, Sabour and Frosst, 2018): capsules of a 4x4 pose and an
 * activation, in layers that are convolutions of votes. They come to the rest through {@link
 * capstan.capsnet.model.ModelFamily}, as a user's own networks do.
 */
package capstan.capsnet.em;
