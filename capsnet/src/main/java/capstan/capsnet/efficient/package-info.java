/**
 * Efficient-CapsNet (Mazzia, Salvetti and Chiaberge, "Efficient-CapsNet: capsule network with
 * self-attention routing", 2021): 161,824 parameters beside the decoder's.
 */
package capstan.capsnet.efficient;
