/// How much of a mail's envelopes, signed or encrypted, is opened; those beyond stay closed.
public enum EnvelopeLimits {
  /// Envelopes of a mail.
  public static let envelopes = 32
  /// Envelopes within each other.
  public static let depth = 8
  /// What they hold together, in bytes: what is in several of them counts in each, and is in memory as often.
  public static let bytes = 384 << 20
}
