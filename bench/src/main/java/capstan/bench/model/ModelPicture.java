package capstan.bench.model;

import capstan.bench.measure.Limits;
import capstan.capsnet.file.AtomicFile;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.style.HorizontalBarStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Bars of each part's floor and measured time, beside PyTorch's where they are known. */
final class ModelPicture {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 720;
  private static final Color INK = new Color(0x24292f);
  private static final Color LINE = new Color(0xd0d7de);
  private static final Color FLOOR = new Color(0x24292f);
  private static final Color OURS = new Color(0x0072b2);
  private static final Color TORCH = new Color(0xd55e00);
  private static final Color BFLOAT16 = new Color(0xe69f00);

  private ModelPicture() {}

  /** The figures behind the bars of one group; NaN where there is no bar. */
  private record Group(
      String label, double floor, double measured, double pytorch, double bfloat16) {

    /** The label, and how far from the floor ours is. */
    String title() {
      return String.format(Locale.ROOT, "%s, %.1fx", label, measured / floor);
    }
  }

  /**
   * Draws and writes it.
   *
   * @param file a PNG file, replaced if it exists
   * @throws IOException if it cannot be written or the machine has no font; the message is one line
   */
  static void write(
      Path file, StepModel model, StepTimes times, Limits limits, Optional<PeerTimes> peers)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      chart(groups(model, times, limits, peers), peers.isPresent()).paint(graphics, WIDTH, HEIGHT);
      graphics.dispose();
      ImageIO.write(image, "png", bytes);
    } catch (InternalError | LinkageError | RuntimeException noFont) {
      // Which of these depends on what is missing.
      throw new IOException("no picture: Java found no font on this machine", noFont);
    }
    AtomicFile.write(file, bytes.toByteArray());
  }

  private static List<Group> groups(
      StepModel model, StepTimes times, Limits limits, Optional<PeerTimes> peers) {
    List<Group> groups = new ArrayList<>();
    for (LayerPart layer : LayerPart.values()) {
      Optional<PeerTimes.Row> peer =
          peers.flatMap(all -> all.parts().stream().filter(row -> row.part() == layer).findFirst());
      groups.add(
          new Group(
              layer.label(),
              model.floor(limits, layer::covers),
              times.median(layer::covers),
              peer.map(PeerTimes.Row::pytorch).orElse(Double.NaN),
              peer.map(PeerTimes.Row::bfloat16).orElse(Double.NaN)));
    }
    Predicate<StepPart> others =
        part -> List.of(LayerPart.values()).stream().noneMatch(layer -> layer.covers(part));
    groups.add(
        new Group(
            "all else", model.floor(limits, others), times.median(others), Double.NaN, Double.NaN));
    return groups;
  }

  private static HorizontalBarChart chart(List<Group> groups, boolean withPeers) {
    HorizontalBarChart chart =
        new HorizontalBarChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("A training step, batch 128: each part over its floor")
            .xAxisTitle("ms")
            .build();
    style(chart.getStyler());
    List<String> labels = groups.stream().map(Group::title).toList();
    add(chart, "floor of this machine", labels, groups.stream().map(Group::floor), FLOOR);
    add(chart, "Capstan", labels, groups.stream().map(Group::measured), OURS);
    if (withPeers) {
      add(chart, "PyTorch, float32", labels, groups.stream().map(Group::pytorch), TORCH);
      add(chart, "PyTorch, bfloat16", labels, groups.stream().map(Group::bfloat16), BFLOAT16);
    }
    return chart;
  }

  private static void add(
      HorizontalBarChart chart,
      String name,
      List<String> labels,
      Stream<Double> values,
      Color colour) {
    chart
        .addSeries(name, values.map(value -> value.isNaN() ? 0 : value).toList(), labels)
        .setFillColor(colour);
  }

  private static void style(HorizontalBarStyler styler) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    styler.setLocale(Locale.ROOT);
    styler.setBaseFont(font);
    styler.setChartTitleFont(font.deriveFont(Font.BOLD, 16f));
    styler.setAxisTitleFont(font);
    styler.setAxisTickLabelsFont(font);
    styler.setLegendFont(font);
    styler.setLabelsFont(font.deriveFont(12f));
    styler.setChartFontColor(INK);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(LINE);
    styler.setPlotGridLinesColor(new Color(0xe6eaee));
    styler.setLegendBorderColor(LINE);
    styler.setLegendPosition(LegendPosition.InsideSE);
    styler.setYAxisTitleVisible(false);
    // Both axes take this one; it must be less than a group is high, or labels are left out.
    styler.setXAxisTickMarkSpacingHint(50);
    styler.setAvailableSpaceFill(0.85);
    styler.setXAxisDecimalPattern("0");
    styler.setXAxisMin(0.0);
  }
}
