package capstan.capsnet.efficient;

import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import capstan.core.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The whole network once more, in double precision and plain loops, channels first and with weights
 * in PyTorch's layouts: written from the paper and the authors' description, not from our kernels.
 */
final class PlainEfficientCapsNet {
  private static final int[] SIZES = {5, 3, 3, 3};
  private static final int[] STRIDES = {1, 1, 1, 2};

  private final Map<String, double[]> weights;
  private final boolean training;
  private int height;
  private int width;

  /** With statistics of the batch where it trains, else with running ones. */
  PlainEfficientCapsNet(Map<String, double[]> weights, boolean training) {
    this.weights = weights;
    this.training = training;
  }

  /** All numbers of a network, by PyTorch's names. */
  static Map<String, double[]> weightsOf(Model model) {
    Map<String, double[]> weights = new LinkedHashMap<>();
    for (ModelParameter parameter : model.modelParameters()) {
      weights.put(parameter.name(), doubles(parameter.toPyTorch().toArray()));
    }
    return weights;
  }

  static double[] doubles(float... values) {
    double[] wide = new double[values.length];
    for (int k = 0; k < wide.length; k++) {
      wide[k] = values[k];
    }
    return wide;
  }

  /** Output capsules [batch][classes · dimensions] of images [batch, height, width, channels]. */
  double[][] capsules(Tensor images, EfficientCapsNetConfiguration network) {
    int batch = images.shape().extent(0);
    height = network.image().height();
    width = network.image().width();
    int channels = network.image().channels();
    double[][] x = new double[batch][channels * height * width];
    for (int b = 0; b < batch; b++) {
      for (int k = 0; k < x[b].length; k++) {
        int place = k % (height * width);
        x[b][k] = images.get(b, place / width, place % width, k / (height * width));
      }
    }
    for (int layer = 1; layer <= 4; layer++) {
      double[] bias = weights.get("conv" + layer + ".bias");
      double[] weight = weights.get("conv" + layer + ".weight");
      int size = SIZES[layer - 1];
      int stride = STRIDES[layer - 1];
      for (int b = 0; b < batch; b++) {
        x[b] = convolved(x[b], channels, weight, bias, size, stride);
      }
      channels = bias.length;
      height = (height - size) / stride + 1;
      width = (width - size) / stride + 1;
      normalize(x, "batch_norm" + layer);
    }
    double[][] v = new double[batch][];
    for (int b = 0; b < batch; b++) {
      double[] s = weights.get("primary_caps.conv.bias").clone();
      double[] weight = weights.get("primary_caps.conv.weight");
      for (int k = 0; k < weight.length; k++) {
        s[k / (height * width)] += weight[k] * x[b][k];
      }
      int below = network.capsules().primary();
      v[b] = routed(squashed(s, below), below, network.classes(), network.capsules().digit());
    }
    return v;
  }

  /** With the ReLU. */
  private double[] convolved(
      double[] x, int in, double[] weight, double[] bias, int size, int stride) {
    int rows = (height - size) / stride + 1;
    int columns = (width - size) / stride + 1;
    double[] y = new double[bias.length * rows * columns];
    for (int o = 0; o < bias.length; o++) {
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          double sum = bias[o];
          for (int i = 0; i < in; i++) {
            for (int p = 0; p < size; p++) {
              for (int q = 0; q < size; q++) {
                sum +=
                    weight[((o * in + i) * size + p) * size + q]
                        * x[(i * height + r * stride + p) * width + c * stride + q];
              }
            }
          }
          y[(o * rows + r) * columns + c] = Math.max(0, sum);
        }
      }
    }
    return y;
  }

  private void normalize(double[][] x, String name) {
    double[] gain = weights.get(name + ".weight");
    double[] shift = weights.get(name + ".bias");
    int places = x[0].length / gain.length;
    for (int c = 0; c < gain.length; c++) {
      double mean = training ? 0 : weights.get(name + ".running_mean")[c];
      double variance = training ? 0 : weights.get(name + ".running_var")[c];
      int count = x.length * places;
      for (int k = 0; training && k < count; k++) {
        mean += x[k / places][c * places + k % places] / count;
      }
      for (int k = 0; training && k < count; k++) {
        variance += Math.pow(x[k / places][c * places + k % places] - mean, 2) / count;
      }
      for (int k = 0; k < count; k++) {
        int at = c * places + k % places;
        x[k / places][at] =
            gain[c] * (x[k / places][at] - mean) / Math.sqrt(variance + 1e-3) + shift[c];
      }
    }
  }

  private static double[] squashed(double[] s, int dimensions) {
    double[] v = new double[s.length];
    for (int k = 0; k < s.length; k++) {
      double square = 0;
      for (int d = 0; d < dimensions; d++) {
        square += Math.pow(s[k / dimensions * dimensions + d], 2);
      }
      double n = Math.sqrt(square);
      v[k] = n == 0 ? 0 : (1 - 1 / Math.exp(n)) * s[k] / n;
    }
    return v;
  }

  private double[] routed(double[] u, int in, int above, int out) {
    double[] w = weights.get("digit_caps.W");
    double[] bias = weights.get("digit_caps.bias");
    int below = u.length / in;
    double[][][] predictions = new double[above][below][out];
    double[][] logits = new double[above][below];
    for (int k = 0; k < above; k++) {
      for (int j = 0; j < below; j++) {
        for (int e = 0; e < out; e++) {
          for (int d = 0; d < in; d++) {
            predictions[k][j][e] += u[j * in + d] * w[((k * below + j) * in + d) * out + e];
          }
        }
      }
      for (int j = 0; j < below; j++) {
        for (int i = 0; i < below; i++) {
          for (int e = 0; e < out; e++) {
            logits[k][j] += predictions[k][i][e] * predictions[k][j][e] / Math.sqrt(out);
          }
        }
      }
    }
    double[] s = new double[above * out];
    for (int j = 0; j < below; j++) {
      double sum = 0;
      for (int k = 0; k < above; k++) {
        sum += Math.exp(logits[k][j]);
      }
      for (int k = 0; k < above; k++) {
        double coefficient = Math.exp(logits[k][j]) / sum + bias[k * below + j];
        for (int e = 0; e < out; e++) {
          s[k * out + e] += coefficient * predictions[k][j][e];
        }
      }
    }
    return squashed(s, out);
  }

  static double[] lengths(double[] capsules, int dimensions) {
    double[] lengths = new double[capsules.length / dimensions];
    for (int k = 0; k < capsules.length; k++) {
      lengths[k / dimensions] += capsules[k] * capsules[k];
    }
    for (int j = 0; j < lengths.length; j++) {
      lengths[j] = Math.sqrt(lengths[j] + 1e-7);
    }
    return lengths;
  }

  /** Margin loss and 0.392 times the mean squared error, for images of these labels. */
  double loss(Tensor images, EfficientCapsNetConfiguration network, int... labels) {
    double[][] v = capsules(images, network);
    int dimensions = network.capsules().digit();
    int channels = network.image().channels();
    int pixels = network.image().height() * network.image().width();
    double loss = 0;
    for (int b = 0; b < labels.length; b++) {
      double[] lengths = lengths(v[b], dimensions);
      for (int j = 0; j < lengths.length; j++) {
        loss +=
            j == labels[b]
                ? Math.pow(Math.max(0, 0.9 - lengths[j]), 2)
                : 0.5 * Math.pow(Math.max(0, lengths[j] - 0.1), 2);
        for (int e = 0; j != labels[b] && e < dimensions; e++) {
          v[b][j * dimensions + e] = 0;
        }
      }
      double[] x = v[b];
      for (String layer : new String[] {"decoder.0", "decoder.2", "decoder.4"}) {
        double[] weight = weights.get(layer + ".weight");
        double[] y = weights.get(layer + ".bias").clone();
        for (int k = 0; k < weight.length; k++) {
          y[k / x.length] += weight[k] * x[k % x.length];
        }
        for (int k = 0; k < y.length; k++) {
          y[k] = layer.equals("decoder.4") ? 1 / (1 + Math.exp(-y[k])) : Math.max(0, y[k]);
        }
        x = y;
      }
      for (int k = 0; k < x.length; k++) {
        int place = k % pixels;
        int image = network.image().width();
        double pixel = images.get(b, place / image, place % image, k / pixels);
        loss += 0.392 * Math.pow(x[k] - pixel, 2) / (channels * pixels);
      }
    }
    return loss / labels.length;
  }
}
