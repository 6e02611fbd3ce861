import Glibc

/// The environment of this process.
public enum Environment {
  /// A variable's value, nil if it is not set.
  public static func value(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }
}
