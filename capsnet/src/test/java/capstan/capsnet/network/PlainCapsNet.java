package capstan.capsnet.network;

import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.core.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * The capsule network once more, as plainly as it can be written: double precision, nested loops,
 * channels first, weights under PyTorch's names in PyTorch's layouts. It shares no code and no
 * layout with the real one. It can also make the mistakes that other implementations have made.
 */
final class PlainCapsNet {

  /** Mistakes to be made on purpose. */
  enum Trap {
    NONE,
    SOFTMAX_OVER_INPUT_CAPSULES,
    AGREEMENT_AVERAGED_OVER_BATCH,
    CAPSULES_CUT_ACROSS_SPACE,
    SOFTMAX_OVER_LENGTHS,
    MARGIN_NOT_SQUARED,
    LOGITS_LEARNED_ACROSS_IMAGES,
    ONE_ROUND_TOO_MANY,
    DECODER_MASKED_BY_PREDICTION
  }

  private final CapsNetConfiguration configuration;
  private final Map<String, double[]> weights;
  private final Trap trap;

  /** Of every image, of every capsule pair; computed unless given. */
  private double[][][] lastCoefficients;

  private boolean coefficientsFrozen;
  private double[][] lengths;
  private double[][] reconstructions;

  PlainCapsNet(CapsNetConfiguration configuration, Map<String, double[]> weights, Trap trap) {
    this.configuration = configuration;
    this.weights = weights;
    this.trap = trap;
  }

  /** The weights of a real network, widened. */
  static Map<String, double[]> weightsOf(Model model) {
    Map<String, double[]> weights = new HashMap<>();
    for (ModelParameter parameter : model.modelParameters()) {
      Tensor values = parameter.toPyTorch();
      double[] wide = new double[values.elements()];
      for (int k = 0; k < wide.length; k++) {
        wide[k] = values.array()[k];
      }
      weights.put(parameter.name(), wide);
    }
    return weights;
  }

  /** From now on the last round's coupling coefficients stay what they were. */
  void freezeCoefficients() {
    coefficientsFrozen = true;
  }

  double[][] lengths() {
    return lengths;
  }

  double[][] reconstructions() {
    return reconstructions;
  }

  /** The training loss of images [B, H, W, C]. */
  double loss(Tensor images, int... labels) {
    int batch = labels.length;
    double[][][] u = new double[batch][][];
    for (int b = 0; b < batch; b++) {
      u[b] = primaryCapsules(channelsFirst(images, b));
    }
    double[][][] v = route(u);
    lengths = new double[batch][configuration.classes()];
    reconstructions = new double[batch][];
    double total = 0;
    for (int b = 0; b < batch; b++) {
      for (int j = 0; j < configuration.classes(); j++) {
        lengths[b][j] = Math.sqrt(dot(v[b][j], v[b][j]));
      }
      total += margin(lengths[b], labels[b]);
      if (configuration.decoder().enabled()) {
        boolean byPrediction =
            trap == Trap.DECODER_MASKED_BY_PREDICTION
                || configuration.decoder().trainingMask() == DecoderMask.PREDICTION;
        int shown = byPrediction ? argmax(lengths[b]) : labels[b];
        reconstructions[b] = decode(v[b], shown);
        double[] image = channelsFirst(images, b);
        double squares = 0;
        for (int k = 0; k < image.length; k++) {
          squares += (reconstructions[b][k] - image[k]) * (reconstructions[b][k] - image[k]);
        }
        boolean mean = configuration.loss().reconstructionError() == ReconstructionError.MEAN;
        total += configuration.loss().reconstructionWeight() * squares / (mean ? image.length : 1);
      }
    }
    return total / batch;
  }

  private double[] channelsFirst(Tensor images, int b) {
    ImageExtents e = configuration.image();
    double[] image = new double[e.numbers()];
    for (int c = 0; c < e.channels(); c++) {
      for (int y = 0; y < e.height(); y++) {
        for (int x = 0; x < e.width(); x++) {
          image[(c * e.height() + y) * e.width() + x] = images.get(b, y, x, c);
        }
      }
    }
    return image;
  }

  /** x [in, h, w] to [out, h', w']. */
  static double[] convolve(
      double[] x,
      int in,
      int h,
      int w,
      double[] weight,
      double[] bias,
      int size,
      int stride,
      int padding) {
    int out = bias.length;
    int outH = (h + 2 * padding - size) / stride + 1;
    int outW = (w + 2 * padding - size) / stride + 1;
    double[] y = new double[out * outH * outW];
    for (int o = 0; o < out; o++) {
      for (int r = 0; r < outH; r++) {
        for (int c = 0; c < outW; c++) {
          double sum = bias[o];
          for (int k = 0; k < in; k++) {
            for (int i = 0; i < size; i++) {
              for (int j = 0; j < size; j++) {
                int row = r * stride + i - padding;
                int column = c * stride + j - padding;
                if (row >= 0 && row < h && column >= 0 && column < w) {
                  sum +=
                      x[(k * h + row) * w + column] * weight[((o * in + k) * size + i) * size + j];
                }
              }
            }
          }
          y[(o * outH + r) * outW + c] = sum;
        }
      }
    }
    return y;
  }

  static void relu(double[] x) {
    for (int k = 0; k < x.length; k++) {
      x[k] = Math.max(0, x[k]);
    }
  }

  private double[][] primaryCapsules(double[] image) {
    CapsNetConfiguration c = configuration;
    double[] features =
        convolve(
            image,
            c.image().channels(),
            c.image().height(),
            c.image().width(),
            weights.get("conv1.weight"),
            weights.get("conv1.bias"),
            c.conv1().size(),
            c.conv1().stride(),
            0);
    relu(features);
    CapsNetConfiguration.PrimaryCaps p = c.primaryCaps();
    double[] maps =
        convolve(
            features,
            c.conv1().kernels(),
            (c.image().height() - c.conv1().size()) / c.conv1().stride() + 1,
            (c.image().width() - c.conv1().size()) / c.conv1().stride() + 1,
            weights.get("primary_caps.conv.weight"),
            new double[p.types() * p.dimensions()],
            p.size(),
            p.stride(),
            0);
    int places = maps.length / (p.types() * p.dimensions());
    double[] bias = weights.get("primary_caps.conv.bias");
    for (int k = 0; k < maps.length; k++) {
      maps[k] = p.scale() * maps[k] + bias[k / places];
    }
    if (p.relu()) {
      relu(maps);
    }
    double[][] u = new double[places * p.types()][p.dimensions()];
    for (int i = 0; i < u.length; i++) {
      int type = i / places;
      int place = i % places;
      for (int d = 0; d < p.dimensions(); d++) {
        u[i][d] =
            trap == Trap.CAPSULES_CUT_ACROSS_SPACE
                ? maps[i * p.dimensions() + d]
                : maps[(type * p.dimensions() + d) * places + place];
      }
      u[i] = squash(u[i]);
    }
    return u;
  }

  private double[][][] route(double[][][] u) {
    int batch = u.length;
    int in = u[0].length;
    int out = configuration.classes();
    int dimensions = configuration.digitCaps().dimensions();
    int inDimensions = configuration.primaryCaps().dimensions();
    double[] w = weights.get("digit_caps.W");
    double[] bias = weights.getOrDefault("digit_caps.bias", new double[out * dimensions]);
    double[][][][] predictions = new double[batch][in][out][dimensions];
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < out; j++) {
          for (int e = 0; e < dimensions; e++) {
            for (int d = 0; d < inDimensions; d++) {
              predictions[b][i][j][e] +=
                  w[((i * out + j) * dimensions + e) * inDimensions + d] * u[b][i][d];
            }
          }
        }
      }
    }
    int rounds = configuration.digitCaps().rounds() + (trap == Trap.ONE_ROUND_TOO_MANY ? 1 : 0);
    double[][][] logits = new double[batch][in][out];
    double[][][] v = new double[batch][out][];
    if (lastCoefficients == null) {
      lastCoefficients = new double[batch][in][out];
    }
    for (int round = 0; round < rounds; round++) {
      boolean last = round == rounds - 1;
      for (int b = 0; b < batch; b++) {
        double[][] coefficients = softmax(logits[b]);
        if (last && coefficientsFrozen) {
          coefficients = lastCoefficients[b];
        } else if (last) {
          lastCoefficients[b] = coefficients;
        }
        for (int j = 0; j < out; j++) {
          double[] s = new double[dimensions];
          for (int e = 0; e < dimensions; e++) {
            s[e] = bias[j * dimensions + e];
            for (int i = 0; i < in; i++) {
              s[e] += coefficients[i][j] * predictions[b][i][j][e];
            }
          }
          v[b][j] = squash(s);
        }
        if (trap == Trap.LOGITS_LEARNED_ACROSS_IMAGES && b + 1 < batch && round == 0) {
          logits[b + 1] = logits[b];
        }
        for (int i = 0; i < in && !last; i++) {
          for (int j = 0; j < out; j++) {
            logits[b][i][j] += dot(predictions[b][i][j], v[b][j]);
          }
        }
      }
      if (trap == Trap.AGREEMENT_AVERAGED_OVER_BATCH) {
        average(logits);
      }
    }
    return v;
  }

  private static void average(double[][][] logits) {
    for (int i = 0; i < logits[0].length; i++) {
      for (int j = 0; j < logits[0][0].length; j++) {
        double mean = 0;
        for (double[][] each : logits) {
          mean += each[i][j] / logits.length;
        }
        for (double[][] each : logits) {
          each[i][j] = mean;
        }
      }
    }
  }

  private double[][] softmax(double[][] logits) {
    int in = logits.length;
    int out = logits[0].length;
    double[][] c = new double[in][out];
    boolean overInputs = trap == Trap.SOFTMAX_OVER_INPUT_CAPSULES;
    for (int i = 0; i < in; i++) {
      for (int j = 0; j < out; j++) {
        double sum = 0;
        for (int k = 0; k < (overInputs ? in : out); k++) {
          sum += Math.exp(overInputs ? logits[k][j] : logits[i][k]);
        }
        c[i][j] = Math.exp(logits[i][j]) / sum;
      }
    }
    return c;
  }

  private double[] squash(double[] s) {
    double square = dot(s, s);
    double factor =
        square == 0 ? 0 : square / (1 + square) / Math.sqrt(square + configuration.squashEpsilon());
    double[] v = s.clone();
    for (int k = 0; k < v.length; k++) {
      v[k] *= factor;
    }
    return v;
  }

  private double margin(double[] lengths, int label) {
    CapsNetLoss loss = configuration.loss();
    double[] x = lengths.clone();
    if (trap == Trap.SOFTMAX_OVER_LENGTHS) {
      x = softmax(new double[][] {lengths})[0];
    }
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      double present = Math.max(0, loss.presentMargin() - x[j]);
      double absent = Math.max(0, x[j] - loss.absentMargin());
      if (trap != Trap.MARGIN_NOT_SQUARED) {
        present *= present;
        absent *= absent;
      }
      sum += j == label ? present : loss.absentWeight() * absent;
    }
    return sum;
  }

  private double[] decode(double[][] v, int shown) {
    int dimensions = configuration.digitCaps().dimensions();
    double[] x;
    if (configuration.decoder().input() == DecoderInput.CHOSEN_CAPSULE) {
      x = v[shown];
    } else {
      x = new double[configuration.classes() * dimensions];
      System.arraycopy(v[shown], 0, x, shown * dimensions, dimensions);
    }
    int layers = configuration.decoder().hidden().size() + 1;
    for (int layer = 0; layer < layers; layer++) {
      x =
          linear(
              x,
              weights.get("decoder." + 2 * layer + ".weight"),
              weights.get("decoder." + 2 * layer + ".bias"));
      if (layer < layers - 1) {
        relu(x);
      } else {
        for (int k = 0; k < x.length; k++) {
          x[k] = 1 / (1 + Math.exp(-x[k]));
        }
      }
    }
    return x;
  }

  static double[] linear(double[] x, double[] weight, double[] bias) {
    double[] y = bias.clone();
    for (int o = 0; o < y.length; o++) {
      for (int k = 0; k < x.length; k++) {
        y[o] += weight[o * x.length + k] * x[k];
      }
    }
    return y;
  }

  private static int argmax(double[] x) {
    int largest = 0;
    for (int k = 1; k < x.length; k++) {
      largest = x[k] > x[largest] ? k : largest;
    }
    return largest;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
