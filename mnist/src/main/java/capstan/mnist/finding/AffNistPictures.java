package capstan.mnist.finding;

import capstan.capsnet.data.ImageSet;
import capstan.mnist.chart.Curve;
import capstan.mnist.chart.CurvePanel;
import capstan.mnist.chart.Curves;
import capstan.mnist.experiment.AffineBins;
import capstan.mnist.picture.ImageGrid;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.picture.PictureSheet;
import capstan.mnist.picture.PixelImage;
import capstan.mnist.warp.ImageVersions;
import java.io.IOException;
import java.util.List;

/** Pictures of the affNIST experiment. */
public final class AffNistPictures {
  private static final int ROWS = 6;
  private static final int VERSIONS = 10;

  private AffNistPictures() {}

  /** Error against each number of the maps, a curve a network, with intervals. */
  public static Picture curves(String title, List<AffineBins> bins) throws NoFontException {
    return PictureSheet.arrange(
        "",
        1,
        List.of(
            Curves.draw(
                title,
                List.of(
                    panel(bins, AffineBins.Measure.ROTATION, "error by rotation"),
                    panel(bins, AffineBins.Measure.SHEAR, "error by shear"))),
            Curves.draw(
                "",
                List.of(
                    panel(bins, AffineBins.Measure.AREA, "error by size"),
                    panel(bins, AffineBins.Measure.DISTANCE, "error by distance")))));
  }

  private static CurvePanel panel(List<AffineBins> bins, AffineBins.Measure measure, String title) {
    return new CurvePanel(
        title,
        measure.title(),
        "misread, %",
        false,
        bins.stream()
            .filter(each -> each.measure() == measure)
            .map(AffNistPictures::curve)
            .toList());
  }

  private static Curve curve(AffineBins each) {
    List<AffineBins.Bin> bins = each.bins();
    return Curve.of(
            each.network(), bins, bin -> (bin.low() + bin.high()) / 2, AffineBins.Bin::errorPercent)
        .withIntervals(bins.stream().map(AffineBins.Bin::intervalPercent).toList());
  }

  /** What the networks were shown: the first images, moved as in training, and transformed. */
  public static Picture digits(ImageSet moved, ImageVersions versions)
      throws IOException, NoFontException {
    int shown = Math.min(VERSIONS, versions.versions());
    ImageSet first = moved.first(ROWS);
    ImageGrid grid =
        new ImageGrid(first.count(), shown + 1, first.height(), first.width())
            .title("the first test images, moved, and transformed in several ways")
            .columnName(0, "moved");
    for (int column = 0; column <= shown; column++) {
      ImageSet images = column == 0 ? first : versions.version(column - 1).first(ROWS);
      if (column > 0) {
        grid.columnName(column, Integer.toString(column));
      }
      for (int row = 0; row < images.count(); row++) {
        grid.cell(row, column, PixelImage.of(images, row));
      }
    }
    return grid.draw();
  }
}
