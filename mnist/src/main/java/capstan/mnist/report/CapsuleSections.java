package capstan.mnist.report;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inspect.CapsuleDecoder;
import capstan.capsnet.inspect.DimensionEffect;
import capstan.capsnet.inspect.EncodedImages;
import capstan.capsnet.inspect.ReconstructedImages;
import capstan.capsnet.inspect.RoutingTrace;
import capstan.capsnet.model.Model;
import capstan.core.kernel.Backend;
import capstan.mnist.experiment.PoseMap;
import capstan.mnist.illustration.EmbeddingPicture;
import capstan.mnist.illustration.ImageChoice;
import capstan.mnist.illustration.PerturbationPictures;
import capstan.mnist.illustration.ReconstructionPictures;
import capstan.mnist.illustration.RoutingPictures;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The sections of a report that only a network with capsules has.
 *
 * @param report where they are written
 * @param network a network with capsules
 * @param backend what computes
 * @param test the test images
 */
public record CapsuleSections(ReportPage report, Model network, Backend backend, ImageSet test) {
  private static final int SHOWN = 32;
  private static final int SAMPLES = 20;

  /**
   * Draws them all.
   *
   * @param encoded the test images and what the network says of them
   * @throws IOException if a picture cannot be drawn
   */
  public void append(EncodedImages encoded) throws IOException {
    if (network.drawing().isPresent()) {
      reconstructions(encoded);
      perturbations();
    } else {
      report.page().section("Reconstructions").paragraph("The network has no decoder.");
    }
    report
        .page()
        .section("Capsules")
        .paragraph(
            "All numbers of an image's output capsules are one point; misread images are crossed.");
    PoseMap map = PoseMap.of(encoded.capsules());
    report.picture(
        "Map of the capsules of test images, coloured by class",
        () -> EmbeddingPicture.draw("capsules of test images", encoded, map));
    if (RoutingTrace.isOf(network)) {
      routing();
    }
  }

  private void routing() throws IOException {
    ImageChoice first = ImageChoice.ofTest(test, 0);
    RoutingTrace trace = RoutingTrace.of(network, backend, first.pixels());
    report.page().paragraph("How routing settles for the first test image.");
    report.picture(
        "Coupling coefficients, their entropy, and lengths of the output capsules, by round",
        () ->
            new RoutingPictures(network, trace, test.classNames())
                .sheet(
                    first.name() + ", read as " + test.classNames().get(trace.winner()),
                    first.pixels()));
  }

  private void reconstructions(EncodedImages encoded) throws IOException {
    ReconstructedImages measured = ReconstructedImages.measure(network, backend, encoded);
    ReconstructionPictures pictures =
        new ReconstructionPictures(encoded, new CapsuleDecoder(network, backend, SHOWN));
    int[] misread = measured.misread(SHOWN);
    if (misread.length > 0) {
      report
          .page()
          .paragraph(
              "%s; squared errors of the reconstructions from the labels' capsules."
                  .formatted(
                      misread.length < encoded.misread()
                          ? "The first " + misread.length + " misread images"
                          : "All misread images"));
      report.picture(
          "Misread test images over their reconstructions",
          () -> pictures.chosen("misread (number: error)", measured, misread));
    }
    report
        .page()
        .section("Reconstructions")
        .paragraph(
            "Squared error an image, summed over the pixels: %s from the capsule of the label, %s"
                    .formatted(
                        Figures.decimal(measured.meanErrorByLabel(), 2),
                        Figures.decimal(measured.meanErrorByPrediction(), 2))
                + " from the longest.");
    report.picture(
        "Test images over reconstructions", () -> pictures.first("the first test images", SHOWN));
    report.picture(
        "The test images that are drawn worst",
        () ->
            pictures.chosen(
                "the largest squared errors (number: error)", measured, measured.worst(SHOWN / 2)));
  }

  private void perturbations() throws IOException {
    PerturbationPictures pictures = new PerturbationPictures(network, backend, test, SAMPLES);
    report
        .page()
        .section("What the dimensions draw")
        .paragraph(
            "The capsule of an image of each class, one of its numbers at a time moved by −0.25 to"
                + " 0.25 in steps of 0.05: a row for each number, a column for each step.");
    report.picture(
        "What each dimension draws",
        () -> pictures.sheet("dimensions of the capsules", Page.WIDTH));
    List<List<String>> rows = new ArrayList<>();
    for (int label = 0; label < network.configuration().classes(); label++) {
      for (DimensionEffect effect : pictures.effects(label)) {
        String named = PerturbationPictures.named(effect);
        if (!named.isEmpty()) {
          rows.add(
              List.of(
                  test.classNames().get(label),
                  "" + effect.dimension(),
                  named,
                  "" + effect.images()));
        }
      }
    }
    report
        .page()
        .paragraph(
            "Mean change from the first column to the last, where it is at least three standard"
                + " errors and as large as images of the class differ: "
                + (rows.isEmpty() ? "none." : "at most two measures each."));
    if (!rows.isEmpty()) {
      report
          .page()
          .foldedTable(
              Figures.count(rows.size(), "dimension") + " with a change that carries a name",
              List.of("class", "dimension", "changes", "images"),
              rows);
    }
  }
}
