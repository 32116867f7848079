/**
 * What turns gradients into steps: Adam, gradient descent, schedules for their learning rate, a
 * limit for gradients.
 */
package capstan.autograd.optim;
