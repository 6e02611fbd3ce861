import FTP
import FileStore
import Handoff
import Processes

/// How a listing is asked for.
enum ListingKind { case long, names, facts }

/// Data connections, and what is begun over them.
extension Engine {
  /// EPSV, and what a node that calls nobody and speaks IPv6 does not have.
  mutating func portReply(to command: Command) throws(Reply) -> Reply? {
    switch command {
    case .epsv(.all):
      isExtendedOnly = true
      return Reply(200, "Nothing but EPSV from now on.")
    case .epsv:
      port.listen()
      return nil
    default:
      // RFC 2428 §4: after EPSV ALL whatever else would make a data connection is refused.
      if isExtendedOnly { throw Reply(503, "You have said EPSV ALL.") }
      if command == .pasv { throw Reply(425, "PASV has no word for IPv6 addresses; use EPSV.") }
      throw Reply(502, "This node calls nobody; use EPSV.")
    }
  }

  /// RETR.
  mutating func retrieve(_ argument: [UInt8]) throws(Reply) -> Reply? {
    let start = takeOffset()
    try needPort()
    let path = try resolve(argument)
    let opened = try stored(path) { (store, path) throws(StoreError) in try store.open(path) }
    guard start <= opened.size else { throw StoreError.offsetBeyondEnd.reply(path.text) }
    let asText = representation == .text
    guard start == 0 || !asText else { throw Reply(554, "REST needs TYPE I.") }
    let pipe = try pipe(sending: true)
    say(Reply(150, "Sending " + (asText ? "" : "\(opened.size - start) bytes of ") + path.text))
    outgoing = Outgoing(path.text, opened, from: Int64(clamping: start), asText: asText, into: pipe.writing)
    port.send(pipe.reading)
    return nil
  }

  /// LIST, NLST and MLSD.
  mutating func list(_ argument: [UInt8]?, _ kind: ListingKind) throws(Reply) -> Reply? {
    try needPort()
    let path = try resolve(argument)
    // RFC 3659 §7.2.1
    if kind == .facts, try entry(path).kind == .file { throw Reply(501, "\(path.text): not a directory; use MLST.") }
    let entries = try entries(of: path)
    let form: Listing.Form =
      switch kind {
      case .long: .long(now: Clock.unixSeconds)
      case .facts: .facts(facts)
      case .names: .name(after: try prefix(argument, of: path))
      }
    let pipe = try pipe(sending: true)
    let isWhole = entries.count < FileStore.maximumListing
    say(Reply(150, "Listing \(isWhole ? "" : "the first \(entries.count) entries of ")\(path.text)"))
    outgoing = Outgoing(path.text, listing: Listing(entries, form), into: pipe.writing)
    port.send(pipe.reading)
    return nil
  }

  /// What leads from the current directory to the names in one: NLST says paths that other commands take (RFC 1123
  /// §4.1.2.7).
  private mutating func prefix(_ argument: [UInt8]?, of path: VirtualPath) throws(Reply) -> String {
    guard let argument, path != directory else { return "" }
    let text = String(decoding: argument, as: UTF8.self)
    if try entry(path).kind == .file {
      let name = path.name ?? ""
      return text.hasSuffix(name) ? String(text.dropLast(name.count)) : ""
    }
    return text.hasSuffix("/") ? text : text + "/"
  }

  /// STOR, where REST says.
  mutating func startOfUpload() throws(Reply) -> UploadStart {
    let start = takeOffset()
    guard start == 0 || representation == .image else { throw Reply(554, "REST needs TYPE I.") }
    return start == 0 ? .beginning : .offset(start)
  }

  /// STOR and APPE.
  mutating func store(_ argument: [UInt8], at start: UploadStart) throws(Reply) -> Reply? {
    offset = 0
    // First: what begins an upload may end what is left of an interrupted one.
    try needPort()
    try receive(try resolve(argument), at: start, "Receiving ")
    return nil
  }

  /// STOU: the reply names the file as RFC 1123 §4.1.2.9 has it.
  mutating func storeUnique() throws(Reply) -> Reply? {
    offset = 0
    try needPort()
    let name = try stored(directory) { (store, path) throws(StoreError) in try store.uniqueName(in: path) }
    try receive(try resolve(Array(name.utf8)), at: .beginning, "FILE: ")
    return nil
  }

  private mutating func receive(_ path: VirtualPath, at start: UploadStart, _ text: String) throws(Reply) {
    let upload = try begin(path, at: start)
    let pipe = try pipe(sending: false)
    say(Reply(150, text + path.text))
    incoming = Incoming(path.text, upload, asText: representation == .text, from: pipe.reading)
    port.receive(pipe.writing)
  }

  private mutating func begin(_ path: VirtualPath, at start: UploadStart) throws(Reply) -> Upload {
    do throws(StoreError) { return try store.upload(path.components, at: start) } catch {
      guard error == .exists, start == .end, call.access == .write else { throw refusal(path.text, error) }
      throw Reply(550, "\(path.text): an upload was interrupted; go on with REST and STOR, or begin with STOR.")
    }
  }

  private mutating func takeOffset() -> UInt64 {
    defer { offset = 0 }
    return offset
  }

  private func needPort() throws(Reply) {
    guard port.isOpen else { throw Reply(425, "There is no data connection; use EPSV.") }
  }

  /// A pipe to the session, or from it.
  private func pipe(sending: Bool) throws(Reply) -> Pipe {
    do throws(SystemError) {
      let pipe = try Pipe(capacity: HandlerPipe.capacity)
      // The other end's flags are its owner's.
      try sending ? pipe.writing.setNonBlocking() : pipe.reading.setNonBlocking()
      return pipe
    } catch { throw Reply(425, "\(error)") }
  }
}
