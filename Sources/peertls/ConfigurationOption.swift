import ArgumentParser
import Glibc
import Processes

/// Where the configuration is.
struct ConfigurationOption: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The configuration directory.",
      discussion: """
        Default: $CONFIGURATION_DIRECTORY; else /etc/peertls for root; else ~/.config/peertls where it is there, else \
        /etc/peertls.
        """,
      valueName: "dir"))
  private var given: String?

  /// With what the command line would give.
  static func given(_ directory: String?) -> ConfigurationOption {
    var option = ConfigurationOption()
    option.given = directory
    return option
  }

  func validate() throws {
    if given == "" { throw ValidationError("--config needs a directory") }
  }

  /// The directory.
  var directory: String {
    if let given { return given }
    if let first = Environment.value("CONFIGURATION_DIRECTORY")?.split(separator: ":").first { return String(first) }
    let system = "/etc/peertls"
    guard geteuid() != 0 else { return system }
    let home = Environment.value("XDG_CONFIG_HOME") ?? (Environment.value("HOME") ?? "") + "/.config"
    let own = home + "/peertls"
    return File.exists(own) ? own : system
  }
}
