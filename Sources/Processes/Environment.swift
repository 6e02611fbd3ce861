import Glibc

/// The environment of this process.
public enum Environment {
  /// A variable's value, nil if it is not set.
  public static func value(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

  /// All of it, NAME=VALUE each.
  public static var all: [String] {
    var strings: [String] = []
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      unsafe strings.append(String(cString: text))
      unsafe entry += 1
    }
    return strings
  }
}
