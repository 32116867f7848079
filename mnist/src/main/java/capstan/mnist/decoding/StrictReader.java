package capstan.mnist.decoding;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Readers of ImageIO, held to what they find: they report much damage as a mere warning, or as an
 * exception of any kind, and go on with grey or black. Here either is a refusal.
 *
 * <p>What is harmless and still warned of (a colour profile, a thumbnail, a comment) is taken out
 * of the files before they come here.
 */
final class StrictReader {
  private StrictReader() {}

  /**
   * Decodes the first picture of a file.
   *
   * @param format ImageIO's name of it
   * @param file all of it
   * @param step of how many pixels a side one is taken
   * @throws RefusedPictureException if the reader fails or warns
   */
  static BufferedImage read(String format, byte[] file, int step) throws RefusedPictureException {
    return read(format, file, step, "", ImageReader::read);
  }

  /** One of a reader's ways to decode a picture. */
  interface Decoding<P> {
    /**
     * Decodes.
     *
     * @param reader whose input is set
     * @param index of the picture
     * @param param how pixels are thinned
     */
    P decode(ImageReader reader, int index, ImageReadParam param) throws IOException;
  }

  /**
   * Decodes the first picture of a file.
   *
   * @param format ImageIO's name of it
   * @param file all of it
   * @param step of how many pixels a side one is taken
   * @param harmless pattern of warnings that do not count
   * @param decoding what is asked of the reader
   * @throws RefusedPictureException if the reader fails or warns
   */
  static <P> P read(String format, byte[] file, int step, String harmless, Decoding<P> decoding)
      throws RefusedPictureException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    List<String> warnings = new ArrayList<>();
    try (ImageInputStream stream = new ByteArrayImageInputStream(file)) {
      // Metadata is left unread: it is not needed, and may claim any size.
      reader.setInput(stream, true, true);
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      ImageReadParam param = reader.getDefaultReadParam();
      param.setSourceSubsampling(step, step, 0, 0);
      P picture = decoding.decode(reader, 0, param);
      warnings.removeIf(warning -> warning.matches(harmless));
      if (warnings.isEmpty()) {
        return picture;
      }
      throw RefusedPictureException.damaged(firstLine(warnings.getFirst()));
    } catch (RefusedPictureException e) {
      throw e;
    } catch (EOFException e) {
      throw RefusedPictureException.damaged("it ends too early");
    } catch (IOException e) {
      throw RefusedPictureException.damaged(firstLine(e.getMessage()));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw RefusedPictureException.damaged("damaged");
    } finally {
      reader.dispose();
    }
  }

  private static String firstLine(String message) {
    return message == null || message.isBlank()
        ? "damaged"
        : message.lines().findFirst().orElseThrow().replaceAll("\\p{Cc}", "?");
  }
}
