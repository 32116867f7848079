/**
 * The differentiable operations, one file each: its shapes, its forward pass, what it remembers,
 * its backward pass. Letters in the shapes: B images, J capsules of E dimensions.
 */
package capstan.autograd.op;
