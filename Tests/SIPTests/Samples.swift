import SIP

/// A MESSAGE to alice, whose parts can be replaced.
struct Sample {
  var requestLine = "MESSAGE sip:alice@example.org SIP/2.0"
  var fields: [(name: String, value: String)] = [
    ("Via", "SIP/2.0/TLS bob.example.net;branch=z9hG4bK776sgdkse"),
    ("Max-Forwards", "70"),
    ("From", "Bob <sip:bob@example.net>;tag=49583"),
    ("To", "<sip:alice@example.org>"),
    ("Call-ID", "asd88asd77a@bob.example.net"),
    ("CSeq", "1 MESSAGE"),
    ("Content-Type", "text/plain"),
  ]
  var body = "Watson, come here."

  /// Another value, or none, in place of the field's.
  func with(_ name: String, _ values: String?...) -> Sample {
    var sample = self
    sample.fields.removeAll { $0.name == name }
    for value in values { if let value { sample.fields.append((name, value)) } }
    return sample
  }

  func with(body: String) -> Sample {
    var sample = self
    sample.body = body
    return sample
  }

  func with(requestLine: String) -> Sample {
    var sample = self
    sample.requestLine = requestLine
    return sample
  }

  var text: String {
    let length = fields.contains { $0.name == "Content-Length" } ? [] : [("Content-Length", String(body.utf8.count))]
    return ([requestLine] + (fields + length).map { "\($0.0): \($0.1)" }).joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  var bytes: [UInt8] { Array(text.utf8) }
}

/// All that comes out of a stream that arrives at once.
func arrivals(_ bytes: [UInt8]) -> [Framer.Arrival] {
  var framer = Framer()
  framer.append(bytes)
  return Array(drain(&framer))
}

func arrivals(_ text: String) -> [Framer.Arrival] { arrivals(Array(text.utf8)) }

func drain(_ framer: inout Framer) -> [Framer.Arrival] {
  var result: [Framer.Arrival] = []
  while let arrival = framer.next() { result.append(arrival) }
  return result
}

extension Framer.Arrival {
  var request: Request? {
    if case .message(.request(let request)) = self { request } else { nil }
  }

  var response: Response? {
    if case .message(.response(let response)) = self { response } else { nil }
  }

  var malformed: Framer.Malformed? {
    if case .malformed(let malformed) = self { malformed } else { nil }
  }
}

/// The only thing that a stream brings, if it is malformed: its status, phrase, and whether the stream ends.
func fault(_ text: String) -> String? { fault(Array(text.utf8)) }

func fault(_ bytes: [UInt8]) -> String? {
  let all = arrivals(bytes)
  guard all.count == 1, let malformed = all[0].malformed else { return nil }
  return shown(malformed)
}

func shown(_ malformed: Framer.Malformed) -> String {
  "\(malformed.refusal.status.code) \(malformed.refusal.reason)" + (malformed.endsStream ? ", ends" : "")
}

let capabilities = try! Capabilities(
  methods: ["MESSAGE", "OPTIONS"], schemes: ["sip", "sips", "im"], contentTypes: ["text/plain", "message/cpim"])

/// How a request is refused, by an endpoint that is alice@example.org.
func refusal(_ sample: Sample, by capabilities: Capabilities = capabilities) -> Refusal? {
  guard let request = arrivals(sample.bytes).first?.request else { return nil }
  do {
    _ = try capabilities.read(request) { $0.user == "alice" && $0.host == "example.org" }
    return nil
  } catch { return error }
}

/// The same as one line: status, phrase, and the fields that come with it.
func refused(_ sample: Sample, by capabilities: Capabilities = capabilities) -> String? {
  refusal(sample, by: capabilities).map { refusal in
    (["\(refusal.status.code) \(refusal.reason)"] + refusal.fields.map { "\($0.name): \($0.value)" })
      .joined(separator: "; ")
  }
}

/// A sample as it is served.
func received(_ sample: Sample) throws -> ReceivedRequest {
  guard let request = arrivals(sample.bytes).first?.request else { throw SIPError.malformed("sample") }
  return try capabilities.read(request) { _ in true }
}
