package capstan.mnist.command;

import capstan.capsnet.checkpoint.ElementType;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.file.AtomicFile;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.onnx.OnnxExport;
import capstan.capsnet.onnx.OnnxTensor;
import capstan.capsnet.run.Score;
import capstan.capsnet.text.ShownName;
import capstan.mnist.argument.EnumLabels;
import capstan.mnist.argument.UsageException;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.option.PrintOptions;
import capstan.mnist.option.SavedModelOptions;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan export}: a trained network as a file for other programs. */
@Command(
    name = "export",
    description = {
      "Writes a trained network for other programs.",
      "",
      "As ONNX, which runtimes in most languages execute: the whole network in standard operators,"
          + " routing written out round by round, any number of images at a time. Images go in"
          + " as [batch, channels, height, width]; lengths (logits of a network without capsules),"
          + " class, capsules, and the reconstruction drawn from the longest capsule come out."
          + " As safetensors: the weights alone, under PyTorch's names and in its layouts, which"
          + " 'evaluate', 'predict' and the others read too. Both hold the configuration and the"
          + " names of classes.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  capstan export runs/2026-01-31_12-00-00 --onnx capsnet.onnx",
      "  capstan export latest --safetensors capsnet.safetensors --weights float16"
    })
final class Export implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SavedModelOptions model;

  @Option(names = "--onnx", order = 1, paramLabel = "FILE", description = "Write ONNX.")
  private Path onnx;

  @Option(
      names = "--safetensors",
      order = 2,
      paramLabel = "FILE",
      description = "Write the weights alone, without what only training needs.")
  private Path safetensors;

  /** How numbers may be stored. */
  static final class WeightLabels extends EnumLabels<ElementType> {
    WeightLabels() {
      super(List.of(ElementType.F32, ElementType.F16, ElementType.BF16));
    }
  }

  @Option(
      names = "--weights",
      order = 3,
      paramLabel = "TYPE",
      defaultValue = "float32",
      converter = WeightLabels.class,
      completionCandidates = WeightLabels.class,
      description =
          "How weights are stored, each rounded to the nearest: ${COMPLETION-CANDIDATES}. Whoever"
              + " reads them still computes in float32 (default: ${DEFAULT-VALUE}).")
  private ElementType weights;

  @Option(
      names = "--no-reconstruction",
      order = 4,
      description = "Leave the decoder and its output out of the ONNX file.")
  private boolean withoutReconstruction;

  @Mixin private PrintOptions printed;

  private record Onnx(
      Path file,
      long bytes,
      int opset,
      int irVersion,
      List<OnnxTensor> inputs,
      List<OnnxTensor> outputs) {
    private void print(PrintWriter out) {
      out.printf(
          "onnx         %s, %s bytes, opset %d, IR version %d%n",
          ShownName.of(file), Figures.count(bytes), opset, irVersion);
      inputs.forEach(tensor -> out.printf("  input      %s%n", words(tensor)));
      outputs.forEach(tensor -> out.printf("  output     %s%n", words(tensor)));
    }

    private static String words(OnnxTensor tensor) {
      return tensor.name() + ", " + tensor.type() + " " + tensor.shape();
    }
  }

  private record Bare(Path file, long bytes, int tensors, long parameters) {
    private void print(PrintWriter out) {
      out.printf(
          "safetensors  %s, %s bytes, %s of %s%n",
          ShownName.of(file),
          Figures.count(bytes),
          Figures.count(tensors, "tensor"),
          Figures.count(parameters, "number"));
    }
  }

  private record Found(Path network, String weights, Onnx onnx, Bare safetensors) {}

  @Override
  public Integer call() throws IOException {
    requireUsable();
    SavedModel saved = model.load(spec.commandLine().getErr());
    List<Path> files = Stream.of(onnx, safetensors).filter(Objects::nonNull).toList();
    for (Path file : files) {
      if (Files.exists(file) && Files.isSameFile(file, saved.file())) {
        throw new UsageException(spec, file + " is the network itself, expected another file");
      }
      AtomicFile.requireWritable(file);
    }
    Found found =
        new Found(
            saved.file(),
            weights.toString(),
            onnx == null ? null : writeOnnx(saved),
            safetensors == null ? null : writeSafetensors(saved));
    printed.print(
        found,
        files,
        out -> {
          out.printf("network      %s%n", ShownName.of(found.network()));
          out.printf("weights      %s%n", found.weights());
          if (onnx != null) {
            found.onnx().print(out);
          }
          if (safetensors != null) {
            found.safetensors().print(out);
          }
        });
    return ExitStatus.DONE;
  }

  private void requireUsable() {
    if (onnx == null && safetensors == null) {
      throw new UsageException(spec, "expected --onnx FILE, --safetensors FILE or both");
    }
    if (onnx == null && withoutReconstruction) {
      throw new UsageException(spec, "--no-reconstruction is of --onnx, found --safetensors alone");
    }
    if (onnx != null && safetensors != null && whole(onnx).equals(whole(safetensors))) {
      throw new UsageException(spec, "--onnx and --safetensors are the same file, " + onnx);
    }
  }

  private static Path whole(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private Onnx writeOnnx(SavedModel saved) throws IOException {
    OnnxExport export = OnnxExport.of(saved.model(), weights, !withoutReconstruction);
    Map<String, String> texts = saved.texts();
    saved
        .history()
        .map(RunHistory::test)
        .filter(Score::exists)
        .ifPresent(test -> texts.put("testError", Figures.error(test)));
    long bytes = export.write(onnx, texts);
    return new Onnx(
        onnx, bytes, OnnxExport.OPSET, OnnxExport.IR_VERSION, export.inputs(), export.outputs());
  }

  private Bare writeSafetensors(SavedModel saved) throws IOException {
    SafetensorsFile.write(safetensors, saved.bareWeights(), weights);
    return new Bare(
        safetensors,
        Files.size(safetensors),
        saved.model().modelParameters().size(),
        saved.model().parameterCount());
  }
}
