import Configuration

/// Feeds bytes to both schemas of the configuration reader; returning at all is the property.
public func fuzzHandlerFile(_ bytes: [UInt8]) {
  if let handler = try? HandlerFile.parse(bytes, file: "fuzz.handler") {
    precondition(!handler.command.isEmpty && handler.alpn.allSatisfy { (1...32).contains($0.utf8.count) })
    _ = try? HandlerFile.services(of: [handler, handler])
  }
  _ = try? NodeConfiguration.parse(bytes, file: "fuzz.conf")
}
