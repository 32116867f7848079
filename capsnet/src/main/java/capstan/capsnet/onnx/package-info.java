/**
 * Networks as ONNX files, for programs that are not Java: {@link capstan.capsnet.onnx.OnnxExport}
 * writes any model that is made of the layers of {@code capstan.capsnet.layer} one after the other.
 */
package capstan.capsnet.onnx;
