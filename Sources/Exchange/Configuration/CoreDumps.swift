import CProcess

/// Copies of this program's memory that the system makes when it crashes. They would hold the secrets.
public enum CoreDumps {
  /// From now on a crash leaves no copy, and other programs of the same user cannot look into the memory of this one.
  /// Called before a secret is read; calling it again changes nothing.
  public static func forbid() { _ = process_forbid_dumps() }
}
