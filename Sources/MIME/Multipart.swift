/// The parts between a multipart's boundaries (RFC 2046, section 5.1.1).
enum Multipart {
  /// The longest boundary; RFC 2046 has 70.
  static let maximumBoundary = 200

  /// At most one more than `limit`, each without the line end that belongs to the boundary after it. What stands before the
  /// first and after the last boundary is none. A last part without an end goes to the body's end.
  static func parts(of body: ArraySlice<UInt8>, boundary: String, limit: Int) -> [ArraySlice<UInt8>] {
    let delimiter = Array("--\(boundary)".utf8)
    guard !boundary.isEmpty, delimiter.count <= maximumBoundary + 2, !delimiter.contains(where: Byte.isLineEnd) else {
      return []
    }
    var parts: [ArraySlice<UInt8>] = []
    var (open, at): (Int?, Int) = (nil, body.startIndex)
    while at < body.endIndex {
      let end = body[at...].firstIndex(of: Byte.lineFeed).map { $0 + 1 } ?? body.endIndex
      if let isLast = isDelimiter(body[at..<end], delimiter) {
        if let start = open { parts.append(part(body, from: start, to: at)) }
        if isLast || parts.count > limit { return parts }
        open = end
      }
      at = end
    }
    if let start = open { parts.append(body[start..<body.endIndex]) }
    return parts
  }

  /// Whether a line is the boundary, with or without the `--` of the last one; nil where it is another.
  private static func isDelimiter(_ line: ArraySlice<UInt8>, _ delimiter: [UInt8]) -> Bool? {
    guard line.first == UInt8(ascii: "-"), line.starts(with: delimiter) else { return nil }
    var rest = line.dropFirst(delimiter.count)
    let isLast = rest.starts(with: Array("--".utf8))
    if isLast { rest = rest.dropFirst(2) }
    // Blanks may follow; anything else makes it a longer boundary, which may be that of a part.
    return rest.allSatisfy { Byte.isBlank($0) || Byte.isLineEnd($0) } ? isLast : nil
  }

  private static func part(_ body: ArraySlice<UInt8>, from start: Int, to boundary: Int) -> ArraySlice<UInt8> {
    var end = boundary
    if end > start, body[end - 1] == Byte.lineFeed { end -= 1 }
    if end > start, body[end - 1] == Byte.carriageReturn { end -= 1 }
    return body[start..<end]
  }
}
