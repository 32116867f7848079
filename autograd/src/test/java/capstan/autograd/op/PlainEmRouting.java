package capstan.autograd.op;

import java.util.ArrayList;
import java.util.List;

/**
 * EM routing as the paper writes it, in double precision, child by child and parent by parent,
 * written independently of the kernels.
 */
final class PlainEmRouting {
  /** A child or a parent. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Capsule(double[][] pose, double activation) {}

  /** A child's vote for a parent; both by their numbers. */
  private static final class Vote {
    final int child;
    final int parent;
    final double[] vote = new double[16];
    double assignment;

    Vote(int child, int parent) {
      this.child = child;
      this.parent = parent;
    }
  }

  private final int height;
  private final int width;
  private final int types;
  private final int parentTypes;
  private final int kernel;
  private final int stride;
  private final boolean classes;

  PlainEmRouting(
      int height, int width, int types, int parentTypes, int kernel, int stride, boolean classes) {
    this.height = height;
    this.width = width;
    this.types = types;
    this.parentTypes = parentTypes;
    this.kernel = kernel;
    this.stride = stride;
    this.classes = classes;
  }

  /** Parents of all images, 17 numbers each. */
  double[] route(
      double[] x, double[] w, double[] betaU, double[] betaA, int rounds, double temperature) {
    int children = height * width * types;
    List<double[]> images = new ArrayList<>();
    int numbers = 0;
    for (int from = 0; from < x.length; from += children * 17) {
      double[] image = routeImage(x, from, w, betaU, betaA, rounds, temperature);
      images.add(image);
      numbers += image.length;
    }
    double[] all = new double[numbers];
    int to = 0;
    for (double[] image : images) {
      System.arraycopy(image, 0, all, to, image.length);
      to += image.length;
    }
    return all;
  }

  private double[] routeImage(
      double[] x,
      int from,
      double[] w,
      double[] betaU,
      double[] betaA,
      int rounds,
      double temperature) {
    List<Capsule> children = new ArrayList<>();
    for (int child = 0; child < height * width * types; child++) {
      double[][] pose = new double[4][4];
      for (int h = 0; h < 16; h++) {
        pose[h / 4][h % 4] = x[from + child * 17 + h];
      }
      children.add(new Capsule(pose, x[from + child * 17 + 16]));
    }
    int columns = classes ? 1 : (width - kernel) / stride + 1;
    int rows = classes ? 1 : (height - kernel) / stride + 1;
    int parents = rows * columns * parentTypes;
    List<Vote> votes = new ArrayList<>();
    for (int parent = 0; parent < parents; parent++) {
      int place = parent / parentTypes;
      for (int child = 0; child < children.size(); child++) {
        int y = child / types / width;
        int column = child / types % width;
        int below = classes ? 0 : y - place / columns * stride;
        int right = classes ? 0 : column - place % columns * stride;
        if (!classes && (below < 0 || below >= kernel || right < 0 || right >= kernel)) {
          continue;
        }
        int matrix = classes ? child % types : (below * kernel + right) * types + child % types;
        Vote vote = new Vote(child, parent);
        for (int a = 0; a < 4; a++) {
          for (int b = 0; b < 4; b++) {
            for (int k = 0; k < 4; k++) {
              vote.vote[4 * a + b] +=
                  children.get(child).pose[a][k]
                      * w[(matrix * parentTypes + parent % parentTypes) * 16 + 4 * k + b];
            }
          }
        }
        if (classes) {
          vote.vote[0] += (y + 0.5) / height;
          vote.vote[1] += (column + 0.5) / width;
        }
        votes.add(vote);
      }
    }
    for (Vote vote : votes) {
      vote.assignment = 1.0 / votes.stream().filter(each -> each.child == vote.child).count();
    }
    double[] result = new double[parents * 17];
    for (int round = 0; round < rounds; round++) {
      double lambda = temperature * (1 - Math.pow(0.95, round + 1));
      double[] logarithms = new double[votes.size()];
      for (int parent = 0; parent < parents; parent++) {
        int number = parent;
        List<Vote> own = votes.stream().filter(vote -> vote.parent == number).toList();
        double mass = 0;
        for (Vote vote : own) {
          mass += vote.assignment * children.get(vote.child).activation;
        }
        double cost = 0;
        double[] variance = new double[16];
        for (int h = 0; h < 16; h++) {
          double mean = 0;
          for (Vote vote : own) {
            mean += vote.assignment * children.get(vote.child).activation * vote.vote[h] / mass;
          }
          for (Vote vote : own) {
            variance[h] +=
                vote.assignment
                    * children.get(vote.child).activation
                    * Math.pow(vote.vote[h] - mean, 2)
                    / mass;
          }
          variance[h] += 5e-4;
          cost += (betaU[parent % parentTypes] + 0.5 * Math.log(variance[h])) * mass;
          result[parent * 17 + h] = mean;
        }
        double a = 1 / (1 + Math.exp(-lambda * (betaA[parent % parentTypes] - cost)));
        result[parent * 17 + 16] = a;
        for (Vote vote : own) {
          double p = 0;
          for (int h = 0; h < 16; h++) {
            double d = vote.vote[h] - result[parent * 17 + h];
            p -= 0.5 * (Math.log(2 * Math.PI * variance[h]) + d * d / variance[h]);
          }
          logarithms[votes.indexOf(vote)] = Math.log(a) + p;
        }
      }
      assign(votes, logarithms);
    }
    return result;
  }

  /** Each child's softmax over all parents, of every type and place, that it feeds. */
  private static void assign(List<Vote> votes, double[] logarithms) {
    for (int i = 0; i < votes.size(); i++) {
      double sum = 0;
      for (int k = 0; k < votes.size(); k++) {
        if (votes.get(k).child == votes.get(i).child) {
          sum += Math.exp(logarithms[k] - logarithms[i]);
        }
      }
      votes.get(i).assignment = 1 / sum;
    }
  }
}
