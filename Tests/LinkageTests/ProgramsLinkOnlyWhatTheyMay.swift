import Testing

@Test(arguments: [
  "peertlsd", "peertls-keyd", "peertls-session", "peertls-chat", "peertls-file", "peertls-smtp", "peertls",
])
func everyProgramIsHardened(_ name: String) throws {
  let program = Elf(name)
  #expect(try program.isPositionIndependent())
  #expect(try program.hasFullRELRO())
  #expect(try program.hasNoWritableCode())
  #expect(try program.dynamicSection().allSatisfy { !$0.contains("RPATH") && !$0.contains("RUNPATH") })
}

/// static-pie: no interpreter, no library to look for, and yet at a random address.
@Test(arguments: ["peertls-session", "peertls-chat", "peertls-file", "peertls-smtp"])
func whatIsStartedForAConnectionIsStatic(
  _ name: String
) throws {
  let program = Elf(name)
  #expect(try program.needed() == [])
  #expect(try !program.hasInterpreter())
}

/// The transport is the session's: a handler has no part of it.
@Test(arguments: ["peertls-chat", "peertls-file", "peertls-smtp"]) func aHandlerLinksNoTLS(_ name: String) throws {
  for symbol in ["SSL_", "X509_", "EVP_", "cdb_", "sd_"] {
    #expect(try Elf(name).symbols(containing: " T " + symbol).isEmpty, "\(symbol)")
  }
}

/// S/MIME is the person's: a session that is taken over has none of it.
@Test func aSessionLinksNoCMS() throws {
  for symbol in [" T CMS_", " T ccms_"] { #expect(try Elf("peertls-session").symbols(containing: symbol).isEmpty) }
}

@Test func theAcceptorLinksNoTLS() throws {
  let acceptor = Elf("peertlsd")
  let needed = try acceptor.needed()
  #expect(needed.contains { $0.hasPrefix("libsystemd.so") })
  #expect(
    needed.allSatisfy { library in !["libssl", "libcrypto", "libcdb", "libp11"].contains { library.hasPrefix($0) } })
  for symbol in ["SSL_", "X509_", "EVP_", "cdb_"] {
    #expect(try acceptor.symbols(containing: " T " + symbol).isEmpty)
  }
}

/// The key's process alone knows tokens.
@Test func tokensAreTheKeysAlone() throws {
  #expect(try Elf("peertls-keyd").needed().contains { $0.hasPrefix("libp11-kit.so") })
  for name in ["peertls-session", "peertls", "peertlsd"] {
    #expect(try Elf(name).symbols(containing: "ctokens_").isEmpty, "\(name)")
    #expect(try Elf(name).needed().allSatisfy { !$0.hasPrefix("libp11-kit") }, "\(name)")
  }
}

/// Swift's own libraries are inside: none is looked for on the machine that runs it.
@Test(arguments: [
  "peertlsd", "peertls-keyd", "peertls-session", "peertls-chat", "peertls-file", "peertls-smtp", "peertls",
])
func noProgramNeedsASwiftInstallation(_ name: String) throws {
  #expect(try Elf(name).needed().allSatisfy { !$0.hasPrefix("libswift") && !$0.hasPrefix("libFoundation") })
}

@Test(arguments: ["peertlsd", "peertls-keyd", "peertls-session", "peertls-chat", "peertls-file", "peertls-smtp"])
func whatServesConnectionsHasNoFoundation(_ name: String) throws {
  for symbol in ["10Foundation", "20FoundationEssentials", "CFString", "u_strToUpper"] {
    #expect(try Elf(name).symbols(containing: symbol).isEmpty, "\(symbol)")
  }
}
