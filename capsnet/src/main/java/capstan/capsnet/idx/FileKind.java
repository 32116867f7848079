package capstan.capsnet.idx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a file is that is not what its reader wants: recognized by its first bytes and never by its
 * name, so that a message can say it. Each kind has a pattern of those bytes, read as ISO 8859-1.
 */
public enum FileKind {
  /** What a server sends instead of a file. */
  WEB_PAGE("a web page (HTML)", "(?i)(\u00ef\u00bb\u00bf)?\\s*(<!doctype|<html|<head|<\\?xml).*"),
  /** What lies in a checkout that was made without Git LFS. */
  LFS_POINTER(
      "a Git LFS pointer, not the file itself (git lfs pull fetches it)",
      "version https://git-lfs\\.github\\.com/.*"),
  /** PyTorch's own writer leaves the version and the date of an archive's entries empty. */
  PYTORCH(
      "a PyTorch file",
      "PK\3\4(\0\0\b\b.*|.{26}[^\0]{0,200}?data\\.pkl.*)"
          + "|\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.*"),
  /** NumPy's archive of arrays. */
  NUMPY_ARCHIVE("a NumPy archive (.npz)", "PK\3\4.{26}[^\0]{1,200}?\\.npy.*"),
  /** Keras' archive of a network. */
  KERAS("a Keras archive (.keras)", "PK\3\4.{26}(metadata\\.json|config\\.json|model\\.weights).*"),
  /** Any other ZIP archive. */
  ZIP("a ZIP archive", "PK[\3\5][\4\6].*"),
  /** Any object of Python's. */
  PICKLE("a Python pickle", "\u0080[\2-\5].*"),
  /** MATLAB puts 512 bytes of its own before what is HDF5. */
  MATLAB_7_3(
      "a MATLAB file of version 7.3 (HDF5)", "MATLAB 7\\.3 .*|.{512}\u0089HDF\r\n\u001a\n.*"),
  /** Keras', h5py's, and Octave's on demand. */
  HDF5("an HDF5 file", "\u0089HDF\r\n\u001a\n.*"),
  /** The version of the format, then the program that wrote it or the graph. */
  ONNX("an ONNX file", "\b[\1-\u001f](\u0012[\1-\u007f][ -~]+([\0-\u001f:].*)?|[:B].*)"),
  /** Weights of language models. */
  GGUF("a GGUF file", "GGUF.*|FUGG.*"),
  /** One array. */
  NUMPY("a NumPy array (.npy)", "\u0093NUMPY.*"),
  /** A graph begins with a node, a SavedModel with its version and what it is. */
  TENSORFLOW_GRAPH(
      "a TensorFlow graph (.pb)",
      "\n[\\x00-\\xff]{1,3}\n[\1-\u007f][ -~]+\u0012[\1-@][A-Z][A-Za-z0-9]+.*"
          + "|\b\1\u0012[\\x00-\\xff]{1,5}\n.*"),
  /** The index of a checkpoint, or the text that names the latest. */
  TENSORFLOW_CHECKPOINT(
      "a TensorFlow checkpoint", "\0\0.\b.\u001a\2\b.*|model_checkpoint_path: .*"),
  /** For telephones. */
  TENSORFLOW_LITE("a TensorFlow Lite file", ".{4}TFL3.*"),
  /** The header's length, then its JSON. */
  SAFETENSORS("a safetensors file", ".{4}\0{4}\\{ *(\"|\\}).*"),
  /** What a reader of affNIST wants. */
  MATLAB_5("a MATLAB file of version 5 to 7", "MATLAB 5\\.0 .*|[^\0]{4}.{120}(\0\1IM|\1\0MI).*"),
  /** Little-endian or big-endian: kind of numbers, rows, columns, complex or not, name's length. */
  MATLAB_4(
      "a MATLAB file of version 4",
      "[\0-4]\0\0\0.{8}[\0\1]\0\0\0.\0\0\0[A-Za-z].*"
          + "|\0\0[\3\4].{9}\0\0\0[\0\1]\0\0\0.[A-Za-z].*"),
  /** What {@code save} of Octave writes unless asked otherwise. */
  OCTAVE_TEXT("an Octave text file", "# (Created by Octave|name: ).*"),
  /** What {@code save -binary} of Octave writes. */
  OCTAVE_BINARY("an Octave binary file", "Octave-1-[LB].*"),
  /** Two zeros, the kind of numbers, how many dimensions. */
  IDX("an IDX file", "\0\0[\b\t\u000b-\u000e][\1-\4].*"),
  /** Packed by gzip. */
  GZIP("a gzip file", "\u001f\u008b.*"),
  /** Packed by bzip2. */
  BZIP2("a bzip2 file", "BZh[1-9]1AY.*"),
  /** Packed by xz. */
  XZ("an xz file", "\u00fd7zXZ\0.*"),
  /** Packed by zstd. */
  ZSTANDARD("a Zstandard file", "\\(\u00b5/\u00fd.*"),
  /** Packed by 7-Zip. */
  SEVEN_ZIP("a 7z archive", "7z\u00bc\u00af'\u001c.*"),
  /** Packed by RAR. */
  RAR("a RAR archive", "Rar!\u001a\u0007.*"),
  /** Files one after the other. */
  TAR("a tar archive", ".{257}ustar.*"),
  /** A text with an object in it. */
  JSON("a JSON text", "\\s*\\{\\s*(\"|\\}).*");

  /** As many of a file's first bytes as the longest look needs. */
  private static final int LOOKED_AT = 1 << 10;

  private final String words;
  private final Pattern start;

  FileKind(String words, String start) {
    this.words = words;
    this.start = Pattern.compile(start, Pattern.DOTALL);
  }

  /** As in "a PyTorch file". */
  public String words() {
    return words;
  }

  /**
   * What bytes are the beginning of in words, be it a picture; empty if unknown.
   *
   * @param start the first kilobyte, or less of a shorter file
   */
  public static Optional<String> words(byte[] start) {
    return of(start)
        .map(FileKind::words)
        .or(() -> PictureFormat.of(start).map(picture -> "a " + picture.label() + " file"));
  }

  /**
   * What a file is; empty where its first bytes are of no kind known here.
   *
   * @param file a file that exists
   * @throws IOException if it cannot be read
   */
  public static Optional<FileKind> of(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return of(bytes.readNBytes(LOOKED_AT));
    }
  }

  /**
   * What bytes are the beginning of; empty where it is of no kind known here.
   *
   * @param start the first kilobyte, or less of a shorter file
   */
  public static Optional<FileKind> of(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return Arrays.stream(values()).filter(kind -> kind.start.matcher(text).matches()).findFirst();
  }
}
