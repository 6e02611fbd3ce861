/// This process's command line, before Swift repairs what is no text.
public enum Arguments {
  /// The place, from 1, of the first argument that is not UTF-8; nil where all are. CommandLine.arguments would have
  /// U+FFFD in it, which nobody has written.
  public static var firstNoText: Int? {
    for index in 0..<max(0, Int(CommandLine.argc)) {
      guard let argument = unsafe CommandLine.unsafeArgv[index] else { return nil }
      if unsafe String(validatingCString: argument) == nil { return index }
    }
    return nil
  }
}
