/** What a network's own doubt is worth: its errors by confidence, as figures, tables, pictures. */
package capstan.mnist.confidence;
