import Configuration
import Testing

@Test func twoHandlersCannotClaimOneALPN() throws {
  let chat = try HandlerFile.parse(Array("[Handler]\nExecStart=a\nALPN=x sip/2\n".utf8), file: "h/chat.handler")
  let mail = try HandlerFile.parse(Array("[Handler]\nALPN=smtp\nExecStart=b\n".utf8), file: "h/mail.handler")
  let thief = try HandlerFile.parse(Array("[Handler]\nExecStart=c\nALPN=y sip/2\n".utf8), file: "h/thief.handler")
  let services = try HandlerFile.services(of: [chat, mail])
  #expect(services.map(\.alpn) == ["x", "sip/2", "smtp"])
  #expect(services.map(\.handler) == ["chat", "chat", "mail"])
  let error = #expect(throws: ConfigurationError.self) { try HandlerFile.services(of: [chat, mail, thief]) }
  #expect(
    error?.description
      == "h/thief.handler:3:8: ALPN sip/2 is already claimed by h/chat.handler:3:8; remove it from one of them")
}

@Test func twoFilesCannotDefineOneHandler() throws {
  let one = try HandlerFile.parse(Array("[Handler]\nExecStart=a\n".utf8), file: "a/chat.handler")
  let two = try HandlerFile.parse(Array("[Handler]\nExecStart=a\n".utf8), file: "b/chat.handler")
  let error = #expect(throws: ConfigurationError.self) { try HandlerFile.services(of: [one, two]) }
  #expect(error?.description == "b/chat.handler: handler chat is already defined by a/chat.handler")
}

@Test func aNodeHasAtMost256Handlers() throws {
  let many = try (0...256).map {
    try HandlerFile.parse(Array("[Handler]\nExecStart=a\n".utf8), file: "h\($0).handler")
  }
  #expect(try HandlerFile.services(of: Array(many.dropLast())).isEmpty)
  let error = #expect(throws: ConfigurationError.self) { try HandlerFile.services(of: many) }
  #expect(error?.description == "h256.handler: this is handler number 257; a node has at most 256")
}

@Test(arguments: ["a", "0", "chat", "a.b_c-d", "abcdefghijklmnopqrstuvwxyz012345"]) func names(_ name: String) throws {
  #expect(try HandlerFile.parse(Array("[Handler]\nExecStart=a\n".utf8), file: "/x/\(name).handler").name == name)
}

@Test(arguments: ["", ".a", "-a", "A", "é", "a b", "abcdefghijklmnopqrstuvwxyz0123456", "a/"])
func notNames(_ name: String) {
  #expect(throws: ConfigurationError.self) {
    try HandlerFile.parse(Array("[Handler]\nExecStart=a\n".utf8), file: "/x/\(name).handler")
  }
}

@Test func otherFilesAreNoHandlers() {
  #expect(throws: ConfigurationError.self) { try HandlerFile.name(ofFile: "/etc/peertls/handlers/chat.handler~") }
}
