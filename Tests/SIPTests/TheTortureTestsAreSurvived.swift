import Foundation
import SIP
import Testing

/// RFC 4475's messages, each in a file of its own; nil where they are not.
private let folder: URL? = {
  let shared = ProcessInfo.processInfo.environment["PEERTLS_SHARED"].map { URL(filePath: $0) }
  let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
  let folder = (shared ?? root.appending(path: "../shared")).appending(path: "data/rfc4475")
  return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}()

private let absent: Comment =
  "RFC 4475's messages are not in ../shared/data/rfc4475, nor under PEERTLS_SHARED: not tested"

/// One message of the RFC, and what becomes of it on a stream.
private struct Torture {
  let name: String
  /// `served` for a request, `response` or, for one that answers nothing of ours, `stray`; `dropped` for what is
  /// never answered, `incomplete` where more must come, or the refusal.
  let outcome: String
  let why: String

  init(_ name: String, _ outcome: String, _ why: String) { (self.name, self.outcome, self.why) = (name, outcome, why) }
}

/// An endpoint that does what the messages ask for, and whose every URI is: so each is refused only for what is wrong with
/// it. Where the RFC leaves a choice, the stricter is taken.
private let able = try! Capabilities(
  methods: ["INVITE", "MESSAGE", "OPTIONS", "REGISTER"],
  contentTypes: ["application/sdp", "text/plain", "multipart/mixed"])

private let messages = [
  // 3.1.1 Valid messages
  Torture("wsinv", "served", "folds, space and compact forms wherever the grammar has them"),
  Torture("intmeth", "501 Not Implemented", "well-formed to the last character; nobody knows the method"),
  Torture("esc01", "served", "escapes in URIs are decoded where they stand, and nowhere else"),
  Torture("escnull", "served", "%00 in a user is a character"),
  Torture("esc02", "501 Not Implemented", "RE%47IST%45R is not REGISTER: a method has no escapes"),
  Torture("lwsdisp", "served", "no space is needed before <"),
  Torture("longreq", "served", "long, and below every limit"),
  Torture("dblreq", "served", "on a stream, what follows is a line end and a request of its own"),
  Torture("semiuri", "served", "semicolons before the @ belong to the user"),
  Torture("transports", "served", "transports that nobody knows may be in Via"),
  Torture("mpart01", "served", "a body is bytes"),
  Torture("unreason", "response", "a reason phrase may be anything"),
  Torture("noreason", "response", "a reason phrase may be empty"),
  // 3.1.2 Invalid messages
  Torture("badinv01", "400 Malformed Via Header Field", "separators without anything between them"),
  Torture("clerr", "incomplete", "on a stream, a message ends where Content-Length says"),
  Torture("ncl", "400 Malformed Content-Length Header Field, ends", "where the next message begins is not known"),
  Torture("scalar02", "400 Malformed CSeq Header Field", "CSeq is beyond 2³¹−1"),
  Torture("scalarlg", "stray", "CSeq is beyond 2³¹−1: the response is dropped"),
  Torture("quotbal", "400 Malformed To Header Field", "a quoted string does not end"),
  Torture("ltgtruri", "400 Malformed Request-URI", "a Request-URI is not in angle brackets"),
  Torture("lwsruri", "400 Malformed Request Line", "a URI has no space"),
  Torture(
    "lwsstart", "400 Malformed Request Line", "one space between the parts; to be liberal is allowed, not required"),
  Torture("trws", "400 Malformed Request Line", "no space at the end; to be liberal is allowed, not required"),
  Torture("escruri", "400 Malformed Request-URI", "a Request-URI has no headers (RFC 3261 §19.1.1)"),
  Torture(
    "baddate", "served", "Date is not needed, and a malformed field that is not needed is ignored (RFC 3261 §8.2)"),
  Torture("regbadct", "served", "Contact is not needed; read as an address it is refused, see below"),
  Torture("badaspec", "400 Malformed To Header Field", "space within the angle brackets"),
  Torture("baddn", "incomplete", "the file has no empty line at its end; with one see below"),
  Torture("badvers", "505 Version Not Supported", "SIP/7.0"),
  Torture("mismatch01", "400 CSeq Method Is Not the Request's", "OPTIONS with INVITE's CSeq"),
  Torture("mismatch02", "400 CSeq Method Is Not the Request's", "501 would do as well; syntax comes before method"),
  Torture("bigcode", "dropped", "a status has three digits"),
  // 3.2 Transaction layer
  Torture(
    "badbranch", "served",
    "a branch that is only the cookie identifies nothing, but every request is served once anyway"),
  // 3.3 Application layer
  Torture("insuf", "400 Missing To Header Field", "Call-ID, From and To are missing"),
  Torture("unkscm", "416 Unsupported URI Scheme", "a scheme that nobody knows"),
  Torture("novelsc", "416 Unsupported URI Scheme", "a scheme that is not SIP's"),
  Torture("unksm2", "served", "To and From may have any URI; whether a registrar wants them is its own affair"),
  Torture("bext01", "420 Bad Extension", "Require is for us, Proxy-Require is not"),
  Torture("invut", "415 Unsupported Media Type", "a body that nobody knows"),
  Torture("regaut01", "served", "an Authorization that is not understood is as none"),
  Torture("multi01", "400 More Than One To Header Field", "fields that may be there once are there twice"),
  Torture(
    "mcl01", "400 Contradictory Content-Length Header Fields, ends", "where the next message begins is not known"),
  Torture("bcast", "stray", "two Vias: not for us, dropped (RFC 3261 §8.1.3.3)"),
  Torture("zeromf", "served", "Max-Forwards counts hops, and the last has been made"),
  Torture("cparam01", "served", "an unknown parameter of Contact"),
  Torture("cparam02", "served", "an unknown parameter of the URI in Contact"),
  Torture("regescrt", "served", "a URI in Contact may have headers"),
  Torture("sdp01", "served", "what the answer's body may be is not for this layer"),
  // 3.4 Backward compatibility
  Torture(
    "inv2543", "400 Missing Content-Length Header Field, ends",
    "RFC 2543 allows it on datagrams; a stream needs the length"),
]

private func read(_ name: String) throws -> [UInt8] {
  let folder = try #require(folder)
  return [UInt8](try Data(contentsOf: folder.appending(path: "\(name).dat")))
}

private func outcome(_ first: Framer.Arrival?) -> String {
  switch first {
  case .message(.request(let request))?:
    do {
      _ = try able.read(request) { _ in true }
      return "served"
    } catch { return "\(error.status.code) \(error.reason)" }
  case .message(.response(let response))?:
    return response.transaction == nil ? "stray" : "response"
  case .malformed(let malformed)?: return malformed.fields == nil ? "dropped" : shown(malformed)
  case nil: return "incomplete"
  default: return "keep-alive"
  }
}

@Test func everyTortureTestHasItsOutcome() throws {
  guard let folder else { return print(absent) }
  let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
  #expect(Set(files.map { $0.deletingPathExtension().lastPathComponent }) == Set(messages.map(\.name)))
  for message in messages {
    #expect(outcome(arrivals(try read(message.name)).first) == message.outcome, "\(message.name): \(message.why)")
  }
}

@Test func tortureTestsAreRefusedTheSameByteByByte() throws {
  guard folder != nil else { return print(absent) }
  for message in messages {
    var framer = Framer()
    var all: [Framer.Arrival] = []
    for byte in try read(message.name) {
      framer.append([byte])
      all += drain(&framer)
    }
    #expect(all == arrivals(try read(message.name)), "\(message.name)")
  }
}

@Test func tortureTestsThatGoOnAreReadOn() throws {
  guard folder != nil else { return print(absent) }
  let double = arrivals(try read("dblreq"))
  #expect(double.map { $0.request?.method ?? "" } == ["REGISTER", "", "INVITE", ""])
  #expect(double[1] == .pong)
  // The second message has more bytes than it says.
  #expect(double.last?.malformed.map(shown) == "400 Malformed Request Line, ends")
  let name = arrivals(try read("baddn") + [13, 10])
  #expect(outcome(name.first) == "400 Malformed To Header Field")
  let contact = try #require(arrivals(try read("regbadct")).first?.request?.fields[.contact])
  #expect(throws: SIPError.self) { try NameAddress(parsing: contact) }
}

@Test func tortureTestsMeanWhatTheySay() throws {
  guard folder != nil else { return print(absent) }
  func received(_ name: String) throws -> ReceivedRequest {
    try able.read(try #require(arrivals(try read(name)).first?.request)) { _ in true }
  }
  let folded = try received("wsinv")
  #expect(
    folded.to.tag == "1918181833n" && folded.from.tag == "98asjd8" && folded.from.displayName == "J Rosenberg \\\"")
  #expect(folded.maxForwards == 68 && folded.cSeq.number == 9 && folded.request.body.count == 150)
  #expect(folded.vias.map(\.branch) == ["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"])
  let contact = try NameAddress(parsing: try #require(folded.request.fields[.contact]))
  #expect(contact.displayName == "Quoted string \"\"" && contact.parameters["q"] == "0.33")
  let escaped = try received("esc01")
  #expect(escaped.uri.user == "sips:user@example.com" && escaped.uri.host == "example.net")
  #expect(escaped.to.uri.matches(try URI(parsing: "sip:user@example.com")))
  #expect(try received("escnull").to.uri.user == "null-\u{0}-null")
  #expect(try received("semiuri").uri.user == "user;par=u@example.net")
  #expect(try received("longreq").vias.count == 34)
  #expect(try received("transports").vias.map(\.transport) == ["UDP", "SCTP", "TLS", "UNKNOWN", "TCP"])
  #expect(try received("mpart01").contentType?.parameters["boundary"] == "7a9cbec02ceef655")
  let large = try #require(arrivals(try read("scalarlg")).first?.response)
  #expect(large.retryAfter == nil && large.warnings.isEmpty)
}
