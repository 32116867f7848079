package capstan.capsnet.em;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.autograd.loss.SpreadLoss;
import capstan.autograd.op.Slice;
import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.CapsuleGrid;
import capstan.capsnet.layer.Convolution;
import capstan.capsnet.layer.Kernels;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.ScoreKind;
import capstan.capsnet.model.TracedModel;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import capstan.core.kernel.EmGeometry;
import capstan.core.kernel.EmRoutingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The network of Hinton, Sabour and Frosst, "Matrix capsules with EM routing" (2018): a
 * convolution, primary capsules of a 4x4 pose and an activation, two convolutional layers of such
 * capsules and one of class capsules, routed by expectation maximisation, and the spread loss. Its
 * scores are the class capsules' activations.
 */
public final class EmCapsNet implements TracedModel {
  /** In how many steps of equal size the margin of the loss goes from its first to its last. */
  public static final int STAGES = 8;

  private final EmConfiguration configuration;
  private final List<Layer> below;
  private final MatrixCapsules classCaps;
  private final double margin;

  /** The same network with each stage's margin; of a stage itself nothing. */
  private final List<EmCapsNet> stages = new ArrayList<>();

  /**
   * A network whose parameters are all zero.
   *
   * @param configuration every switch
   * @throws InvalidSettingException if a kernel does not fit or a layer has more numbers than one
   *     array holds
   */
  EmCapsNet(EmConfiguration configuration) {
    this.configuration = configuration;
    EmConfiguration.InitialValues initial = configuration.initialValues();
    Convolution conv1 =
        new Convolution(
            "conv1",
            configuration.image().shape(),
            configuration.conv1().kernels(),
            Activation.RELU,
            initial.conv1(),
            InitialDistribution.constant(0));
    int numbers = Math.multiplyExact(configuration.primaryTypes(), EmGeometry.NUMBERS);
    PrimaryMatrixCapsules primaryCaps =
        new PrimaryMatrixCapsules(
            "primary_caps",
            new Convolution(
                "primary_caps.conv",
                conv1.output(),
                new Kernels(numbers, 1),
                Activation.NONE,
                initial.primary(),
                InitialDistribution.constant(0)));
    MatrixCapsules convCaps1 =
        routed("conv_caps1", primaryCaps.output(), configuration.capsules1());
    MatrixCapsules convCaps2 = routed("conv_caps2", convCaps1.output(), configuration.capsules2());
    below = List.of(conv1, primaryCaps, convCaps1, convCaps2);
    classCaps = routed("class_caps", convCaps2.output(), null);
    EmConfiguration.Margins margins = configuration.margins();
    margin = margins.last();
    for (int stage = 0; stage < STAGES; stage++) {
      double part = (double) stage / (STAGES - 1);
      stages.add(new EmCapsNet(this, margins.first() + part * (margins.last() - margins.first())));
    }
  }

  /** The same network, with another margin. */
  private EmCapsNet(EmCapsNet network, double margin) {
    configuration = network.configuration;
    below = network.below;
    classCaps = network.classCaps;
    this.margin = margin;
  }

  /** Capsules of a layer; class capsules if no places are given. */
  private MatrixCapsules routed(String name, Shape children, EmConfiguration.Places places) {
    EmConfiguration.Routing routing = configuration.routing();
    boolean classes = places == null;
    if (!classes) {
      // Says which layer it is.
      places.kernels().over(name, Shape.of(children.extent(0), children.extent(1), 1), 1);
    }
    EmGeometry geometry =
        new EmGeometry(
            1,
            children.extent(0),
            children.extent(1),
            children.extent(2),
            classes ? configuration.classes() : places.count(),
            classes ? 1 : places.size(),
            classes ? 1 : places.stride(),
            classes,
            routing.rounds(),
            (float) routing.inverseTemperature());
    return new MatrixCapsules(name, geometry, configuration.initialValues());
  }

  @Override
  public EmConfiguration configuration() {
    return configuration;
  }

  @Override
  public List<Layer> layers() {
    return Stream.concat(below.stream(), Stream.of(classCaps)).toList();
  }

  /** The margin that its loss has. */
  double margin() {
    return margin;
  }

  /** With the margin of the stage that the step belongs to. */
  @Override
  public EmCapsNet learningAt(long step, long totalSteps) {
    long stage = totalSteps < 1 ? STAGES - 1 : step * STAGES / totalSteps;
    return stages.get((int) Math.min(stage, STAGES - 1));
  }

  /** The layers up to the capsules that choose among the classes. */
  private Variable recordChildren(Tape tape, Tensor images) {
    return Layer.apply(below, tape.constant(images));
  }

  private Variable recordScores(Tape tape, Tensor images) {
    Variable capsules = classCaps.apply(recordChildren(tape, images));
    Variable activations = Slice.slice(capsules, 2, EmGeometry.POSE, 1);
    return activations.reshape(capsules.shape().extent(0), configuration.classes());
  }

  @Override
  public TrainingGraph recordTraining(Tape tape, Tensor images, Tensor targets, long seed) {
    Variable scores = recordScores(tape, images);
    tape.scope("spread loss");
    Variable loss = SpreadLoss.spreadLoss(scores, tape.constant(targets), margin);
    return new TrainingGraph(loss, loss, Optional.empty(), scores);
  }

  @Override
  public InferenceGraph recordInference(Tape tape, Tensor images) {
    return new InferenceGraph(recordScores(tape, images), Optional.empty());
  }

  @Override
  public ScoreKind scoreKind() {
    return ScoreKind.ACTIVATIONS;
  }

  @Override
  public double classificationLoss(float[] scores, int offset, int label) {
    return SpreadLoss.ofOne(scores, offset, configuration.classes(), label, margin);
  }

  @Override
  public Trace trace(Backend backend, Tensor image) {
    Tape tape = new Tape(backend, new Workspace(), false);
    Tensor children = recordChildren(tape, image).value();
    EmGeometry geometry = classCaps.geometry(1);
    EmRoutingPlan plan = backend.emRouting().plan(geometry, new Workspace());
    plan.forward(children, classCaps.weights(), Tensor.zeros(plan.parents()));
    int classes = configuration.classes();
    List<Tensor> assignments = new ArrayList<>();
    List<Tensor> scores = new ArrayList<>();
    for (int round = 0; round < geometry.rounds(); round++) {
      Tensor assigned = Tensor.zeros(1, 1, geometry.slots(), classes);
      plan.assignments(round, assigned);
      assignments.add(assigned.reshape(geometry.slots(), classes));
      Tensor active = Tensor.zeros(1, 1, classes);
      plan.activations(round, active);
      scores.add(active.reshape(classes));
    }
    Tensor activations = Tensor.zeros(geometry.children());
    for (int child = 0; child < geometry.children(); child++) {
      int at = children.offset() + child * EmGeometry.NUMBERS + EmGeometry.POSE;
      activations.set(children.array()[at], child);
    }
    CapsuleGrid grid =
        new CapsuleGrid(geometry.height(), geometry.width(), geometry.types(), EmGeometry.POSE);
    return new Trace(grid, activations, assignments, scores);
  }
}
