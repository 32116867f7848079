/** What turns gradients into steps: Adam, and schedules for its learning rate. */
package capstan.autograd.optim;
