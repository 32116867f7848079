/**
 * Training and evaluation: the configuration of a run, the trainer with its events and checkpoints,
 * the test error with its interval, and a classifier for programs that only want predictions.
 */
package capstan.capsnet.training;
