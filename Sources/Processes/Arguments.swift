import CLinux

/// This process's command line.
public enum Arguments {
  /// The program's name and its arguments, where they are no text repaired with U+FFFD. Swift's own CommandLine looks for
  /// them in /proc/self/maps, which a handler cannot open.
  public static var all: [String] {
    var arguments: [String] = []
    while let argument = unsafe clinux_argument(Int32(clamping: arguments.count)) {
      arguments.append(unsafe String(cString: argument))
    }
    return arguments
  }

  /// The place, from 1, of the first argument that is not UTF-8; nil where all are.
  public static var firstNoText: Int? {
    var index: Int32 = 0
    while let argument = unsafe clinux_argument(index) {
      if unsafe String(validatingCString: argument) == nil { return Int(index) }
      index += 1
    }
    return nil
  }
}
