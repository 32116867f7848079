package capstan.cublas.driver;

/** What {@code cublasStatus_t} means, from cuBLAS' documentation. */
enum CublasStatus {
  CUBLAS_STATUS_SUCCESS(0, "it worked"),
  CUBLAS_STATUS_NOT_INITIALIZED(1, "cuBLAS could not be set up"),
  CUBLAS_STATUS_ALLOC_FAILED(3, "out of device memory"),
  CUBLAS_STATUS_INVALID_VALUE(7, "an argument is out of range"),
  CUBLAS_STATUS_ARCH_MISMATCH(8, "the device is too old for this product"),
  CUBLAS_STATUS_MAPPING_ERROR(11, "device memory could not be accessed"),
  CUBLAS_STATUS_EXECUTION_FAILED(13, "the device could not run the product"),
  CUBLAS_STATUS_INTERNAL_ERROR(14, "cuBLAS failed inside"),
  CUBLAS_STATUS_NOT_SUPPORTED(15, "cuBLAS has no such product"),
  CUBLAS_STATUS_LICENSE_ERROR(16, "cuBLAS found no license");

  private final int code;
  private final String meaning;

  CublasStatus(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /**
   * Throws unless the status is success.
   *
   * @param call C name of the function that returned it
   */
  static void check(String call, int code) {
    if (code == 0) {
      return;
    }
    for (CublasStatus status : values()) {
      if (status.code == code) {
        throw new CublasException(
            call, code, status.name(), status.meaning, status == CUBLAS_STATUS_ALLOC_FAILED);
      }
    }
    throw new CublasException(call, code, "unknown status", "not in cuBLAS' documentation", false);
  }
}
