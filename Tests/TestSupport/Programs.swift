import Foundation

/// The built programs, and what the tests run as.
public enum Programs {
  /// The package's own directory.
  public static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Where the programs are: PEERTLS_BIN, else beside this test's own program, else the build that is there.
  public static let directory: String = {
    let beside = (CommandLine.arguments.first.map { ($0 as NSString).deletingLastPathComponent }) ?? ""
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let candidates = [
      ProcessInfo.processInfo.environment["PEERTLS_BIN"] ?? "", beside,
      (own as NSString).deletingLastPathComponent, package + "/.build/release", package + "/.build/debug",
    ]
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0 + "/peertlsd") }
      ?? package + "/.build/release"
  }()

  /// The path of a program.
  public static func path(_ name: String) -> String { directory + "/" + name }

  /// Whether a node started by the tests is privileged: then its handlers name a user.
  public static let isPrivileged = geteuid() == 0
  /// The account that stands for all unprivileged ones.
  public static let unprivilegedAccount = "nobody"
  /// The account of peertls-keyd: another than the sessions'.
  public static let keyAccount = "daemon"
}
