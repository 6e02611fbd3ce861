/// An element of a document: its name, its text and what stands in it. Attributes mean nothing in what we read.
struct XMLElement: Equatable {
  let namespace: String
  let name: String
  /// The characters directly within it, entities replaced.
  var text = ""
  var children: [XMLElement] = []

  func `is`(_ name: String, _ namespace: String) -> Bool { self.name == name && self.namespace == namespace }

  /// The first child of the same namespace with this name.
  func child(_ name: String) -> XMLElement? { children.first { $0.is(name, namespace) } }

  /// The text as it stands within an element; what XML cannot have becomes U+FFFD.
  static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: result += "&amp;"
      case 0x3C: result += "&lt;"
      case 0x3E: result += "&gt;"
      case 0x0D: result += "&#13;"
      case 0x09, 0x0A: result.unicodeScalars.append(scalar)
      case 0..<0x20, 0xFFFE...0xFFFF: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension StringProtocol {
  /// Without XML's white space around it.
  var trimmedXML: Substring {
    let isSpace: (Unicode.Scalar) -> Bool = { [" ", "\t", "\n", "\r"].contains($0) }
    var rest = Substring(self).unicodeScalars.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return Substring(rest)
  }
}
