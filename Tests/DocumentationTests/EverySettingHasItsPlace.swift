import Configuration
import Testing

@Test func everySettingOfANodeIsInItsPage() throws {
  let page = try ManualPage("peertlsd.conf.5")
  let settings = try known { _ = try NodeConfiguration.parse($0, file: "x.conf") }
  #expect(settings.contains("MaxSessions="))
  for setting in settings { #expect(page.source.contains(".It Ev \(setting)\n"), "\(setting)") }
}

@Test func everySettingOfAHandlerIsInItsPage() throws {
  let page = try ManualPage("peertls.handler.5")
  let settings = try known(section: "Handler") { _ = try HandlerFile.parse($0, file: "x.handler") }
  #expect(settings.contains("ExecStart="))
  for setting in settings {
    #expect(page.source.contains(try Regex("\n\\.It Ev ([A-Za-z]+= , )*\(setting)( ,|\n)")), "\(setting)")
  }
}

@Test func noPageHasASettingThatIsNone() throws {
  let (node, handler) = (try ManualPage("peertlsd.conf.5"), try ManualPage("peertls.handler.5"))
  for (page, known) in [
    (node, try known { _ = try NodeConfiguration.parse($0, file: "x.conf") }),
    (handler, try known(section: "Handler") { _ = try HandlerFile.parse($0, file: "x.handler") }),
  ] {
    let described = page.source.matches(of: /\n\.It Ev (.*=)/).flatMap { $0.output.1.split(separator: " , ") }
    #expect(Set(described.map(String.init)) == Set(known))
  }
}

/// What the schema itself says there is, when asked for what there is not.
private func known(section: String = "Node", _ parse: ([UInt8]) throws -> Void) throws -> [String] {
  let error = try #require(throws: ConfigurationError.self) {
    try parse(Array("[\(section)]\n\(String(repeating: "q", count: 64))=1\n".utf8))
  }
  let list = try #require(error.message.split(separator: "known are ").last)
  return list.split(separator: " ").map(String.init)
}
