package capstan.core.testing;

import capstan.core.Workspace;

/**
 * A workspace as it is after many steps: its memory is not zero. A plan that relies on zeros it
 * never wrote is betrayed by NaN.
 */
public final class DirtyWorkspace {
  /** Most of the workspace's first slab, within which small plans stay. */
  private static final int FLOATS = (1 << 22) - 16;

  private DirtyWorkspace() {}

  /** A new workspace full of NaN. */
  public static Workspace create() {
    Workspace workspace = new Workspace();
    soil(workspace);
    return workspace;
  }

  /** Takes all memory back and fills it with NaN. */
  public static void soil(Workspace workspace) {
    workspace.reset();
    workspace.take(FLOATS).fill(Float.NaN);
    workspace.reset();
  }
}
