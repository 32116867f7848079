/**
 * What a trained network does inside, as numbers: the capsules of test images, their
 * reconstructions, what a capsule's dimensions draw, how its routing settles, and a map of its
 * poses. Nothing here draws.
 */
package capstan.capsnet.inspect;
