import Configuration

func handler(_ lines: String, name: String = "chat") throws -> Handler {
  try HandlerFile.parse(Array(lines.utf8), file: "/etc/peertls/handlers/\(name).handler")
}

/// The whole error of a handler file named `h.handler`, or nil if it is accepted.
func refusal(_ lines: String) -> String? { refusal(Array(lines.utf8)) }

func refusal(_ bytes: [UInt8]) -> String? {
  do throws(ConfigurationError) {
    _ = try HandlerFile.parse(bytes, file: "h.handler")
    return nil
  } catch {
    return error.description
  }
}

func nodeRefusal(_ lines: String) -> String? {
  do throws(ConfigurationError) {
    _ = try NodeConfiguration.parse(Array(lines.utf8), file: "n.conf")
    return nil
  } catch {
    return error.description
  }
}

/// The words of `ExecStart=`.
func command(_ value: String) throws -> [String] { try handler("[Handler]\nExecStart=\(value)\n").command }
