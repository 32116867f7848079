package capstan.cublas.driver;

import capstan.core.backend.BackendFailureException;

/** A call into CUDA or cuBLAS failed. The message names the call, the status and its meaning. */
public final class CublasException extends BackendFailureException {
  private static final long serialVersionUID = 1;

  private final String call;
  private final int code;
  private final boolean outOfMemory;

  CublasException(String call, int code, String name, String meaning, boolean outOfMemory) {
    super(call + ": " + name + " (" + code + "), " + meaning);
    this.call = call;
    this.code = code;
    this.outOfMemory = outOfMemory;
  }

  /** With a sentence after the message of another. */
  CublasException(CublasException cause, String advice) {
    super(cause.getMessage() + "; " + advice, cause);
    this.call = cause.call;
    this.code = cause.code;
    this.outOfMemory = cause.outOfMemory;
  }

  /** C name of the function that failed. */
  public String call() {
    return call;
  }

  /** The status it returned. */
  public int code() {
    return code;
  }

  /** Whether the device has too little memory left. */
  public boolean outOfMemory() {
    return outOfMemory;
  }
}
