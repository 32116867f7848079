/**
 * Reverse-mode differentiation: a {@link capstan.autograd.Tape} is a list of operations, its
 * backward pass the same list walked in reverse, and that is all there is to it.
 */
package capstan.autograd;
