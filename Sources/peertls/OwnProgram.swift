import Processes

/// This program again, as a child.
enum OwnProgram {
  /// With these arguments, in the same directory, and of the environment what says where things are.
  static func make(_ arguments: [String]) throws(SystemError) -> Program {
    var program = Program(path: try File.ownPath(), arguments: ["peertls"] + arguments)
    program.environment = [
      "HOME", "PATH", "LANG", "TZ", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "CONFIGURATION_DIRECTORY", "STATE_DIRECTORY",
    ].compactMap { name in Environment.value(name).map { "\(name)=\($0)" } }
    program.directory = File.absolute(".")
    return program
  }
}
