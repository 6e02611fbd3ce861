extension Record {
  /// The record as one line with its newline, at most `maximumLineBytes` long, for where there is no journal:
  /// `<6>peertls-session: MESSAGE | EVENT=verdict SESSION=7 PEER_NAME="Eve Example"`. The prefix is sd-daemon(3)'s
  /// priority. Nothing in a value can end the line, start a field or reach a terminal.
  public func encodeLine(identifier: String) -> [UInt8] {
    fitting(Self.maximumLineBytes) { cut in
      var line = "<\(priority.rawValue)>\(identifier.asIdentifier): \(message.cut(cut).escaped(["|"])) |"
      for (field, value) in present {
        line += " \(field.shortName)="
        let value = value.cut(cut)
        let isPlain = !value.isEmpty && value.unicodeScalars.allSatisfy(\.isPlain)
        line += isPlain ? value : "\"" + value.escaped(["\""]) + "\""
      }
      return Array(line.utf8) + [UInt8(ascii: "\n")]
    }
  }

  /// Reads a line that `encodeLine` wrote, with or without its newline; nil if it is anything else, or another program's
  /// than `senders`. Fields that are not known are passed over, so that an older program reads a newer one's lines.
  public init?(parsingLine line: [UInt8]) {
    guard line.count <= Self.maximumLineBytes else { return nil }
    var rest = line[...]
    if rest.last == UInt8(ascii: "\n") { rest = rest.dropLast() }
    guard rest.popFirst() == UInt8(ascii: "<"), let digit = rest.popFirst(), digit >= 0x30,
      let priority = Priority(rawValue: Int(digit - 0x30)), rest.popFirst() == UInt8(ascii: ">"),
      let colon = rest.firstIndex(of: UInt8(ascii: ":")),
      Self.senders.contains(String(decoding: rest[..<colon], as: UTF8.self)),
      let bar = rest.firstIndex(of: UInt8(ascii: "|")), bar >= colon + 3,
      rest[colon + 1] == UInt8(ascii: " "), rest[bar - 1] == UInt8(ascii: " "),
      let message = rest[(colon + 2)..<(bar - 1)].unescaped
    else { return nil }
    rest = rest[(bar + 1)...]
    var values: [Field: String] = [:]
    while !rest.isEmpty {
      guard let (name, value) = rest.popField() else { return nil }
      guard let field = Field(rawValue: Field.prefix + name) else { continue }
      guard values.updateValue(value, forKey: field) == nil else { return nil }
    }
    guard let event = values.removeValue(forKey: .event).flatMap(Event.init) else { return nil }
    self.init(event, priority: priority, message: message)
    for (field, value) in values { self[field] = value }
  }
}

extension Unicode.Scalar {
  /// What a value may have without being quoted.
  var isPlain: Bool {
    switch self {
    case "A"..."Z", "a"..."z", "0"..."9", ".", "_", ":", "@", "/", "+", "-": true
    default: false
    }
  }
}

extension ArraySlice<UInt8> {
  /// Takes ` NAME=value` or ` NAME="value"` from the front.
  fileprivate mutating func popField() -> (name: String, value: String)? {
    guard popFirst() == UInt8(ascii: " "), let equals = firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let name = String(decoding: self[startIndex..<equals], as: UTF8.self)
    guard name.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }) else {
      return nil
    }
    self = self[(equals + 1)...]
    guard first == UInt8(ascii: "\"") else {
      let value = prefix { $0 != UInt8(ascii: " ") }
      self = self[value.endIndex...]
      let text = String(decoding: value, as: UTF8.self)
      return text.isEmpty || !text.unicodeScalars.allSatisfy(\.isPlain) ? nil : (name, text)
    }
    var end = startIndex + 1
    while end < endIndex, self[end] != UInt8(ascii: "\"") { end += self[end] == UInt8(ascii: "\\") ? 2 : 1 }
    guard end < endIndex, let text = self[(startIndex + 1)..<end].unescaped else { return nil }
    self = self[(end + 1)...]
    return (name, text)
  }
}
