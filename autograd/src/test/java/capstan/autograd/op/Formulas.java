package capstan.autograd.op;

import java.util.Arrays;

/** The operations once more, in double precision and with plain loops, straight from the paper. */
final class Formulas {
  private Formulas() {}

  static double[] linear(double[] x, double[] weight, double[] bias, int in) {
    int out = bias.length;
    int rows = x.length / in;
    double[] y = new double[rows * out];
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < out; o++) {
        double sum = bias[o];
        for (int i = 0; i < in; i++) {
          sum += x[r * in + i] * weight[o * in + i];
        }
        y[r * out + o] = sum;
      }
    }
    return y;
  }

  /** Image [batch, height, width, in], kernel [rows, columns, in, out]. */
  record Convolved(
      int batch,
      int height,
      int width,
      int in,
      int out,
      int rows,
      int columns,
      int stride,
      int padding) {

    int outHeight() {
      return (height + 2 * padding - rows) / stride + 1;
    }

    int outWidth() {
      return (width + 2 * padding - columns) / stride + 1;
    }

    double[] apply(double[] x, double[] weight, double[] bias) {
      double[] y = new double[batch * outHeight() * outWidth() * out];
      int at = 0;
      for (int b = 0; b < batch; b++) {
        for (int r = 0; r < outHeight(); r++) {
          for (int c = 0; c < outWidth(); c++) {
            for (int o = 0; o < out; o++) {
              y[at++] =
                  bias[o] + patch(x, weight, b, r * stride - padding, c * stride - padding, o);
            }
          }
        }
      }
      return y;
    }

    private double patch(double[] x, double[] weight, int b, int top, int left, int o) {
      double sum = 0;
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          boolean inside = top + i >= 0 && top + i < height && left + j >= 0 && left + j < width;
          for (int k = 0; inside && k < in; k++) {
            sum +=
                x[((b * height + top + i) * width + left + j) * in + k]
                    * weight[((i * columns + j) * in + k) * out + o];
          }
        }
      }
      return sum;
    }
  }

  /** Windows of [batch, height, width, channels]. */
  static double[] maxPool(double[] x, int[] extents, int size, int stride) {
    int rows = (extents[1] - size) / stride + 1;
    int columns = (extents[2] - size) / stride + 1;
    double[] y = new double[extents[0] * rows * columns * extents[3]];
    Arrays.fill(y, Double.NEGATIVE_INFINITY);
    for (int b = 0; b < extents[0]; b++) {
      for (int r = 0; r < rows * size; r++) {
        for (int c = 0; c < columns * size; c++) {
          for (int k = 0; k < extents[3]; k++) {
            int row = r / size * stride + r % size;
            int column = c / size * stride + c % size;
            int to = ((b * rows + r / size) * columns + c / size) * extents[3] + k;
            double each = x[((b * extents[1] + row) * extents[2] + column) * extents[3] + k];
            y[to] = Math.max(y[to], each);
          }
        }
      }
    }
    return y;
  }

  static double[] relu(double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.max(0, x[i]);
    }
    return y;
  }

  static double[] sigmoid(double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = 1 / (1 + Math.exp(-x[i]));
    }
    return y;
  }

  static double[] softmax(double[] x, int columns) {
    double[] y = new double[x.length];
    for (int row = 0; row < x.length; row += columns) {
      double sum = 0;
      for (int k = row; k < row + columns; k++) {
        sum += Math.exp(x[k]);
      }
      for (int k = row; k < row + columns; k++) {
        y[k] = Math.exp(x[k]) / sum;
      }
    }
    return y;
  }

  static double[] lengths(double[] v, int dimensions) {
    double[] lengths = new double[v.length / dimensions];
    for (int capsule = 0; capsule < lengths.length; capsule++) {
      double sum = 0;
      for (int e = 0; e < dimensions; e++) {
        sum += v[capsule * dimensions + e] * v[capsule * dimensions + e];
      }
      lengths[capsule] = Math.sqrt(sum);
    }
    return lengths;
  }

  static double[] squash(double[] s, int dimensions, double epsilon) {
    double[] v = new double[s.length];
    double[] lengths = lengths(s, dimensions);
    for (int i = 0; i < s.length; i++) {
      double square = lengths[i / dimensions] * lengths[i / dimensions];
      double root = Math.sqrt(square + epsilon);
      v[i] = root == 0 ? 0 : square / (1 + square) * s[i] / root;
    }
    return v;
  }

  static double marginLoss(double[] lengths, double[] targets, int batch) {
    return marginLoss(lengths, targets, batch, 0.9, 0.1, 0.5);
  }

  static double marginLoss(
      double[] lengths, double[] targets, int batch, double present, double absent, double weight) {
    double sum = 0;
    for (int i = 0; i < lengths.length; i++) {
      sum +=
          targets[i] * Math.pow(Math.max(0, present - lengths[i]), 2)
              + weight * (1 - targets[i]) * Math.pow(Math.max(0, lengths[i] - absent), 2);
    }
    return sum / batch;
  }

  static double sumOfSquares(double[] x, double[] target) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - target[i]) * (x[i] - target[i]);
    }
    return sum;
  }

  /** A layer of routed capsules. */
  record Routed(int batch, int in, int inDimensions, int out, int outDimensions, int rounds) {

    double[] predictions(double[] u, double[] w) {
      double[] predictions = new double[batch * in * out * outDimensions];
      for (int k = 0; k < predictions.length; k++) {
        int weightRow = k % (in * out * outDimensions);
        int capsule = k / (out * outDimensions);
        for (int d = 0; d < inDimensions; d++) {
          predictions[k] += w[weightRow * inDimensions + d] * u[capsule * inDimensions + d];
        }
      }
      return predictions;
    }

    double[] weightedSum(double[] c, double[] predictions) {
      double[] s = new double[batch * out * outDimensions];
      for (int b = 0; b < batch; b++) {
        for (int i = 0; i < in; i++) {
          for (int j = 0; j < out; j++) {
            for (int e = 0; e < outDimensions; e++) {
              s[(b * out + j) * outDimensions + e] +=
                  c[(b * in + i) * out + j] * predictions[prediction(b, i, j, e)];
            }
          }
        }
      }
      return s;
    }

    double[] agreement(double[] predictions, double[] v) {
      double[] a = new double[batch * in * out];
      for (int b = 0; b < batch; b++) {
        for (int i = 0; i < in; i++) {
          for (int j = 0; j < out; j++) {
            for (int e = 0; e < outDimensions; e++) {
              a[(b * in + i) * out + j] +=
                  predictions[prediction(b, i, j, e)] * v[(b * out + j) * outDimensions + e];
            }
          }
        }
      }
      return a;
    }

    private int prediction(int b, int i, int j, int e) {
      return ((b * in + i) * out + j) * outDimensions + e;
    }

    /** The coupling coefficients of the last round. */
    double[] lastCoefficients(double[] predictions, double[] bias, double epsilon) {
      double[] logits = new double[batch * in * out];
      for (int round = 1; round < rounds; round++) {
        double[] v = outputs(softmax(logits, out), predictions, bias, epsilon);
        double[] agreement = agreement(predictions, v);
        for (int k = 0; k < logits.length; k++) {
          logits[k] += agreement[k];
        }
      }
      return softmax(logits, out);
    }

    double[] outputs(double[] c, double[] predictions, double[] bias, double epsilon) {
      double[] s = weightedSum(c, predictions);
      for (int k = 0; k < s.length; k++) {
        s[k] += bias[k % bias.length];
      }
      return squash(s, outDimensions, epsilon);
    }

    double[] route(double[] u, double[] w, double[] bias, double epsilon) {
      double[] predictions = predictions(u, w);
      double[] c = lastCoefficients(predictions, bias, epsilon);
      return outputs(c, predictions, bias, epsilon);
    }
  }
}
