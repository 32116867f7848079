/** What a training makes small: losses over a batch, each a record with both directions. */
package capstan.autograd.loss;
