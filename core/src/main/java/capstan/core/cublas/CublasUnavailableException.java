package capstan.core.cublas;

/** CuBLAS cannot be used here; the message is one line that says why and what helps. */
public final class CublasUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CublasUnavailableException(String message) {
    super(message);
  }

  CublasUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
