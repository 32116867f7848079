package capstan.capsnet.layer;

import capstan.autograd.Variable;
import capstan.autograd.capsule.Squash;
import capstan.autograd.op.Scale;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.kernel.ConvolutionGeometry;
import java.util.List;
import java.util.Optional;

/**
 * Capsules made of a convolution (section 4 of the paper): its channels at each place are cut into
 * types of so many dimensions and squashed, [height, width, in] to [places · types, dimensions],
 * place by place in rows.
 *
 * @param name among PyTorch's modules, such as {@code primary_caps}
 * @param convolution what is cut; its channels are types · dimensions
 * @param types capsules at one place
 * @param scale what the convolution is multiplied by before its bias is added; usually 1
 * @param squashEpsilon added to |s|² under squash's root
 */
public record PrimaryCapsules(
    String name, Convolution convolution, int types, double scale, double squashEpsilon)
    implements CapsuleLayer {

  /**
   * Checks that the channels can be cut.
   *
   * @throws InvalidSettingException if types do not divide them
   */
  public PrimaryCapsules {
    if (types < 1 || convolution.kernels().count() % types != 0) {
      throw new InvalidSettingException(
          "%s: %d channels are no %d types of capsules"
              .formatted(LayerSummary.title(name), convolution.kernels().count(), types));
    }
  }

  /**
   * Capsules of a convolution without padding.
   *
   * @param name among PyTorch's modules, such as {@code primary_caps}
   * @param input [height, width, in]
   * @param types capsules at one place
   * @param dimensions numbers per capsule
   * @param size rows and columns of a kernel
   * @param stride step of the kernel
   * @throws InvalidSettingException if a kernel does not fit, or there are too many numbers
   */
  public PrimaryCapsules(
      String name, Shape input, int types, int dimensions, int size, int stride) {
    Kernels kernels = new Kernels(Math.multiplyExact(types, dimensions), size, stride, 0);
    Convolution cut = new Convolution(name + ".conv", input, kernels, Activation.NONE);
    this(name, cut, types, 1, Routing.SQUASH_EPSILON);
  }

  /** Numbers per capsule. */
  public int dimensions() {
    return convolution.kernels().count() / types;
  }

  /** Rows of places. */
  public int height() {
    return convolution.output().extent(0);
  }

  /** Columns of places. */
  public int width() {
    return convolution.output().extent(1);
  }

  @Override
  public Shape input() {
    return convolution.input();
  }

  @Override
  public CapsuleGrid grid() {
    return new CapsuleGrid(height(), width(), types, dimensions());
  }

  @Override
  public Shape output() {
    return grid().shape();
  }

  @Override
  public List<ModelParameter> parameters() {
    return convolution.parameters();
  }

  @Override
  public String description() {
    return "%d types x %d %s%s, squash"
        .formatted(
            types,
            dimensions(),
            convolution.kernels().text(input().extent(-1)),
            convolution.activation().text());
  }

  @Override
  public double flops() {
    return convolution.flops();
  }

  @Override
  public Variable record(Variable x) {
    Variable bias = convolution.bias().on(x.tape());
    if (scale != 1) {
      // In the authors' code the factor is of the convolution alone and the bias comes after it:
      // scale · x + bias = scale · (x + bias / scale), and the bias is the smaller of the two.
      bias = Scale.scale(bias, (float) (1 / scale));
    }
    Variable channels = convolution.record(x, bias);
    if (scale != 1) {
      channels = Scale.scale(channels, (float) scale);
    }
    // Channels-last memory is [place, type, dimension]: a capsule's numbers already lie together.
    Variable cut = channels.reshape(x.shape().extent(0), output().extent(0), dimensions());
    return Squash.squash(cut, (float) squashEpsilon);
  }

  @Override
  public Optional<ConvolutionGeometry> convolution(int batch) {
    return convolution.convolution(batch);
  }
}
