package capstan.mnist.report;

import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.text.ShownName;
import capstan.mnist.exit.FailureReport;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pictures that lie in a run folder, and in folders that commands made in it, put on a page.
 *
 * @param page where they go
 * @param folder of the run
 */
record FolderPictures(Page page, Path folder) {
  private static final int MOST = 24;
  private static final int LARGEST_BYTES = 4 << 20;
  private static final int LARGEST_SIDE = 20_000;
  private static final byte[] START = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] END = "IEND".getBytes(StandardCharsets.US_ASCII);

  /** Where width and height stand, and the name of the last part, seen from the end. */
  private static final int SIZES = 16;

  private static final int END_FROM_LAST = 8;

  private static final Map<String, String> WORDS =
      Map.of(
          "reconstructions.png", "Test images over their reconstructions",
          "confusion.png",
              "Confusion matrix: a row for each true class, a column for what it was read as",
          "curves.png", "Loss and error by epoch",
          "pairs.png", "Test pairs, their two images, and both drawn again in two colours",
          "errors.png", "Exact-match error by pairs seen in training");

  /**
   * Shows them all, those that cannot be shown by name.
   *
   * @param besides names that are not shown
   * @throws IOException if the folder cannot be read
   */
  void show(Set<String> besides) throws IOException {
    List<Path> pictures = new ArrayList<>();
    List<Path> folders = new ArrayList<>(List.of(folder));
    folders.addAll(sorted(folder, place -> Files.isDirectory(place) && !RunFiles.isRun(place)));
    for (Path each : folders) {
      if (isInside(each)) {
        pictures.addAll(sorted(each, file -> file.getFileName().toString().endsWith(".png")));
      }
    }
    pictures.removeIf(picture -> besides.contains(folder.relativize(picture).toString()));
    if (!pictures.isEmpty()) {
      page.section("Pictures");
    }
    for (Path picture : pictures.subList(0, Math.min(MOST, pictures.size()))) {
      String name = folder.relativize(picture).toString();
      String words = WORDS.getOrDefault(name, ShownName.of(name));
      page.paragraph(words + ".");
      try {
        show(picture, words);
      } catch (IOException unreadable) {
        page.paragraph("Not shown: " + FailureReport.line(unreadable));
      }
    }
    if (pictures.size() > MOST) {
      page.paragraph(Figures.count(pictures.size() - MOST, "more picture") + " in the folder.");
    }
  }

  private static List<Path> sorted(Path in, DirectoryStream.Filter<Path> wanted)
      throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(in, wanted)) {
      paths.forEach(found::add);
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    return found.stream().sorted().toList();
  }

  /** A link may lead anywhere, and what is there is nobody's to show. */
  private boolean isInside(Path place) throws IOException {
    return place.toRealPath().startsWith(folder.toRealPath());
  }

  private void show(Path file, String words) throws IOException {
    if (!isInside(file) || !Files.isRegularFile(file)) {
      throw new IOException("no file of this folder");
    }
    byte[] png;
    try (InputStream bytes = Files.newInputStream(file)) {
      png = bytes.readNBytes(LARGEST_BYTES + 1);
    }
    if (png.length > LARGEST_BYTES) {
      throw new IOException("more than " + Figures.mebibytes(LARGEST_BYTES));
    }
    int last = png.length - END_FROM_LAST;
    if (last < SIZES + END_FROM_LAST
        || !Arrays.equals(START, 0, START.length, png, 0, START.length)
        || !Arrays.equals(END, 0, END.length, png, last, last + END.length)) {
      throw new IOException("no whole PNG picture");
    }
    int width = ByteBuffer.wrap(png).getInt(SIZES);
    int height = ByteBuffer.wrap(png).getInt(SIZES + Integer.BYTES);
    if (Math.min(width, height) < 1 || Math.max(width, height) > LARGEST_SIDE) {
      throw new IOException("%d by %d pixels".formatted(width, height));
    }
    page.picture(png, width, height, words);
  }
}
