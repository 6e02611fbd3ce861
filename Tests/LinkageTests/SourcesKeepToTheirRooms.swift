import Foundation
import TestSupport
import Testing

private struct Source {
  /// Its folder below Sources.
  let room: String
  let name: String
  let lines: [Substring]

  /// The modules that it imports.
  var imports: [Substring] {
    lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place < words.count - 1,
        words[..<place].allSatisfy({ $0.hasPrefix("@") || ["public", "internal", "private", "package"].contains($0) })
      else { return nil }
      return words[place + 1]
    }
  }

  static func all() throws -> [Source] {
    let root = Programs.package + "/Sources"
    let paths = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return try paths.filter { $0.hasSuffix(".swift") }.map { path in
      let text = try String(contentsOfFile: root + "/" + path, encoding: .utf8)
      let parts = path.split(separator: "/")
      return Source(
        room: String(parts[0]), name: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }
}

@Test func onlyTLSImportsOpenSSL() throws {
  let importers = try Source.all().filter { $0.imports.contains("COpenSSL") }
  #expect(!importers.isEmpty)
  #expect(Set(importers.map(\.room)) == ["TLS"])
}

@Test(arguments: [
  ("CSystemd", ["Systemd"]), ("CCDB", ["ConstantDatabase"]), ("CLinux", ["Processes"]), ("CExpat", ["CPIM"]),
  ("CEdit", ["LineEditing"]), ("CNettle", ["Digests"]), ("CCMS", ["SMIME"]), ("CTokens", ["Tokens"]),
])
func eachCModuleHasOneImporter(_ module: String, _ rooms: [String]) throws {
  #expect(try Set(Source.all().filter { $0.imports.contains(module[...]) }.map(\.room)) == Set(rooms))
}

/// Grammars and decisions are pure: no system, and nothing of ours but what their words are made of.
@Test(arguments: [
  ("Policy", ["Lexemes"]), ("Configuration", ["Lexemes"]), ("Lexemes", []), ("SafeText", []), ("SIP", []),
  ("FTP", []), ("SMTP", []), ("FTPReplies", ["FTP"]), ("Progress", []), ("MIME", ["SMTP"]),
])
func grammarsImportNothing(_ room: String, _ but: [Substring]) throws {
  let sources = try Source.all().filter { $0.room == room }
  #expect(!sources.isEmpty)
  for source in sources { #expect(Set(source.imports).isSubset(of: but), "\(source.name)") }
}

/// The grammar of chat's messages is as pure, but for the parser of XML, which one file wraps.
@Test func cpimImportsOnlyExpat() throws {
  let sources = try Source.all().filter { $0.room == "CPIM" }
  #expect(!sources.isEmpty)
  for source in sources {
    #expect(source.imports == (source.name == "CPIM/XMLDocument.swift" ? ["CExpat"] : []), "\(source.name)")
  }
}

/// Chat's directory is the same for whoever uses it: it knows neither connections nor who calls.
@Test func conversationsAreFilesAndMessages() throws {
  let sources = try Source.all().filter { $0.room == "Conversations" }
  #expect(!sources.isEmpty)
  for source in sources {
    let allowed: Set<Substring> = ["CPIM", "Digests", "Glibc", "Lexemes", "Peers", "Processes", "Spool"]
    #expect(Set(source.imports).isSubset(of: allowed), "\(source.name)")
  }
}

/// So are shared files, and whose directory is whose.
@Test(arguments: [
  ("FileStore", ["Digests", "Glibc", "Peers", "Processes", "Spool"]),
  ("Peers", ["Glibc", "Lexemes", "Processes", "Spool"]), ("Digests", ["CNettle", "Processes"]),
  ("Maildir", ["Glibc", "Processes", "Spool"]),
]) func filesKnowNoConnections(_ room: String, _ allowed: [Substring]) throws {
  let sources = try Source.all().filter { $0.room == room }
  #expect(!sources.isEmpty)
  for source in sources { #expect(Set(source.imports).isSubset(of: allowed), "\(source.name)") }
}

@Test func noLibraryImportsFoundation() throws {
  for source in try Source.all() {
    let foreign = source.imports.filter {
      ["Foundation", "FoundationEssentials", "Dispatch", "Synchronization"].contains($0)
    }
    #expect(foreign.isEmpty, "\(source.name)")
  }
}

@Test func unsafeIsWrittenOnlyWhereTheSystemBegins() throws {
  let rooms: Set = ["TLS", "SMIME", "Processes", "Systemd", "ConstantDatabase", "LineEditing", "Digests", "Tokens"]
  let files: Set = ["Journal/Transport.swift", "CPIM/XMLDocument.swift"]
  for source in try Source.all() where !rooms.contains(source.room) && !files.contains(source.name) {
    let lines = source.lines.filter { line in
      // 'unsafe-inline' is a word of a page's content security policy.
      let code = line.replacing("'unsafe-inline'", with: "")
        .split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
      return code.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "\"" }.contains("unsafe")
    }
    #expect(lines.isEmpty, "\(source.name)")
  }
}

@Test func noFileIsLongerThanItsRoomAllows() throws {
  for source in try Source.all() {
    #expect(source.lines.count <= 401, "\(source.name) has \(source.lines.count) lines")
  }
}

/// The whole acceptor can be read in one sitting.
@Test func theAcceptorIsSmall() throws {
  let lines = try Source.all().filter { $0.room == "peertlsd" }.flatMap(\.lines).count { line in
    let text = line.trimmingCharacters(in: .whitespaces)
    return !text.isEmpty && !text.hasPrefix("//")
  }
  #expect(lines > 0 && lines < 2050, "\(lines) lines of code")
}

/// Neither locks nor tasks: one process, one thread, one connection.
@Test func nothingIsConcurrent() throws {
  for source in try Source.all() where source.room != "peertls" {
    let words = ["async", "await", "actor", "Task", "DispatchQueue", "pthread_create"]
    let found = source.lines.filter { line in
      let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
      return code.split { !$0.isLetter && $0 != "_" && $0 != "\"" }.contains { words.contains(String($0)) }
    }
    #expect(found.isEmpty, "\(source.name): \(found)")
  }
}
