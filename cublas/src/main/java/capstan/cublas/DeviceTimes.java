package capstan.cublas;

/**
 * Adds up what the device did for a backend and how long it took by the device's own clock.
 * Transfers and products may overlap each other and the processor's work, so the sum can exceed the
 * time that passed.
 */
public final class DeviceTimes {
  double transferSeconds;
  double productSeconds;
  double waitSeconds;
  long bytesToDevice;
  long bytesToHost;
  double flops;

  /** Nothing so far. */
  public DeviceTimes() {}

  /** Forgets what was added up. */
  public void reset() {
    transferSeconds = 0;
    productSeconds = 0;
    waitSeconds = 0;
    bytesToDevice = 0;
    bytesToHost = 0;
    flops = 0;
  }

  /** Seconds in which data went to the device or back. */
  public double transferSeconds() {
    return transferSeconds;
  }

  /** Seconds in which the device multiplied matrices. */
  public double productSeconds() {
    return productSeconds;
  }

  /** Seconds in which the calling thread waited for the device. */
  public double waitSeconds() {
    return waitSeconds;
  }

  /** Bytes that went to the device. */
  public long bytesToDevice() {
    return bytesToDevice;
  }

  /** Bytes that came back from the device. */
  public long bytesToHost() {
    return bytesToHost;
  }

  /** Multiplications and additions of the products, counted as two. */
  public double flops() {
    return flops;
  }
}
