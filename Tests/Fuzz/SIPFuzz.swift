import SIP

/// Feeds bytes to the framer twice, at once and in pieces whose sizes come from the bytes themselves, and to every reader
/// of what comes out. Both ways must say the same; what is answered must be a response that reads back.
public func fuzzSIP(_ bytes: [UInt8]) {
  let whole = drain(bytes, pieces: [bytes.count])
  precondition(whole == drain(bytes, pieces: bytes.map { Int($0 % 23) + 1 }), "how it arrives does not matter")
  for arrival in whole {
    switch arrival {
    case .message(.request(let request)): serve(request)
    case .message(.response(let response)): read(response)
    case .malformed(let malformed):
      guard let fields = malformed.fields else { continue }
      readBack(try? Response(refusing: malformed.refusal, of: fields, tag: "fuzz"))
    case .ping, .pong: continue
    }
  }
  readValues(String(decoding: bytes.prefix(1024), as: UTF8.self))
}

private func drain(_ bytes: [UInt8], pieces: [Int]) -> [Framer.Arrival] {
  var framer = Framer()
  var arrivals: [Framer.Arrival] = []
  var rest = bytes[...]
  for piece in pieces where !rest.isEmpty {
    framer.append(rest.prefix(piece))
    rest = rest.dropFirst(piece)
    while let arrival = framer.next() {
      arrivals.append(arrival)
      guard case .malformed(let malformed) = arrival, malformed.endsStream else { continue }
      precondition(framer.next() == nil && !framer.isInsideMessage, "nothing follows the end")
    }
  }
  return arrivals
}

private let capabilities = try? Capabilities(methods: ["MESSAGE", "OPTIONS"], contentTypes: ["text/plain"])

private func serve(_ request: Request) {
  precondition(drain(request.encode(), pieces: [request.encode().count]).count == 1, "a request is written as one")
  _ = request.transaction
  var recorded = request
  try? recorded.recordSource(address: "2001:db8::1", port: 4605)
  guard request.isAnswered else { return }
  do {
    guard let received = try capabilities?.read(recorded, isOurs: { $0.user == "alice" || $0.host.count > 5 }) else {
      return
    }
    precondition(!received.vias.isEmpty && received.vias.count <= Limits.vias && received.maxForwards <= 255)
    precondition(received.request.body.isEmpty || received.contentType != nil, "a body has a type")
    guard let to = readBack(try? Response(to: recorded, .ok, tag: "fuzz"))?.fields[.to] else {
      preconditionFailure("what is served is answered")
    }
    precondition((try? NameAddress(parsing: to))?.tag != nil, "an answer has a tag")
  } catch {
    precondition(error.status.code >= 400)
    readBack(try? Response(refusing: error, of: recorded.fields, tag: "fuzz"))
  }
}

@discardableResult
private func readBack(_ response: Response?) -> Response? {
  guard let response else { preconditionFailure("what was read can be written") }
  let bytes = response.encode()
  guard case .message(.response(let read))? = drain(bytes, pieces: [bytes.count]).first else {
    preconditionFailure("what is written can be read")
  }
  precondition(read.status == response.status && read.encode() == bytes, "and is the same")
  return read
}

private func read(_ response: Response) {
  _ = (response.transaction, response.retryAfter, response.warnings, response.status.reason)
  precondition(response.encode().count > 12)
}

/// Each value is normal once it was written.
private func readValues(_ text: String) {
  if let uri = try? URI(parsing: text) {
    guard let again = try? URI(parsing: uri.description) else { preconditionFailure("a URI reads back") }
    precondition(again.matches(uri) && again.description == uri.description)
  }
  if let address = try? NameAddress(parsing: text) {
    guard let again = try? NameAddress(parsing: address.description) else {
      preconditionFailure("an address reads back")
    }
    precondition(again.description == address.description && again.displayName == address.displayName)
  }
  if let via = try? Via(parsing: text) {
    precondition((try? Via(parsing: via.description))?.description == via.description, "a Via reads back")
    _ = try? via.recording(address: "192.0.2.1", port: 1)
  }
  if let type = try? MediaType(parsing: text) {
    precondition((try? MediaType(parsing: type.description))?.description == type.description)
  }
  if let uri = try? URI(scheme: "sip", user: text, host: "example.org") {
    precondition((try? URI(parsing: uri.description))?.user == text, "any user can be written")
  }
  _ = (try? CSeq(parsing: text), try? Warning(parsing: text))
}
