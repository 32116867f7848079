package capstan.capsnet.network;

import capstan.capsnet.model.BareWeights;
import capstan.capsnet.model.ModelFamily;
import capstan.core.Shape;
import java.util.Map;
import java.util.Optional;

/** {@link CapsNet}: capsules with dynamic routing. */
public final class CapsNetFamily implements ModelFamily, BareWeights {
  /** Made by {@link java.util.ServiceLoader}. */
  public CapsNetFamily() {}

  @Override
  public String name() {
    return "capsnet";
  }

  @Override
  public CapsNetConfiguration standard() {
    return CapsNetPresets.paper();
  }

  @Override
  public Optional<BareWeights> bareWeights() {
    return Optional.of(this);
  }

  @Override
  public String names() {
    return "(?:conv1|primary_caps\\.conv|decoder\\.\\d{1,4})\\.(?:weight|bias)|digit_caps\\.(?:W|bias)"
               + "|digit_layers\\.\\d{1,4}\\.W";
  }

  @Override
  public CapsNetConfiguration network(Map<String, Shape> shapes, Optional<WidthAndHeight> size) {
    return WeightShapes.network(shapes, size);
  }
}
