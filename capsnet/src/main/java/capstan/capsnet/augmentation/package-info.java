/**
 * Training images changed at random: turned, scaled, sheared, moved, bent, mirrored, made brighter,
 * covered and noisy, each by an amount that depends on nothing but the seed, the epoch and the
 * image.
 */
package capstan.capsnet.augmentation;
