/** Checks an operation's backward pass against its forward pass; for users' own operations too. */
package capstan.autograd.check;
