/** Where images come from: a folder of IDX files or of pictures, a download, one picture. */
package capstan.mnist.input;
