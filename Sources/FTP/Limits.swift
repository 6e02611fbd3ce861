/// How much of everything a peer may send; beyond it, the reply that is named here.
public enum Limits {
  /// A command line without its line end, bytes: the longest path, and room for the words before it. Beyond: 500, and
  /// the line is skipped.
  public static let line = VirtualPath.maximumBytes + 64
  /// The parameters of a TELNET subnegotiation, bytes. What follows is read as commands again.
  public static let subnegotiation = 512
  /// Commands that wait for their turn. While there are so many, the control connection is not read.
  public static let pipelined = 64
}
