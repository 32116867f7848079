/**
 * The operations of capsule networks: squash and lengths, routing as one fused operation, and what
 * a decoder takes of the capsules. Each is a record with both directions. Letters in the shapes: B
 * images, I input capsules of D dimensions, J output capsules of E dimensions.
 */
package capstan.autograd.capsule;
