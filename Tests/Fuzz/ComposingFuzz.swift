import CPIM

/// Feeds bytes to the reader of application/im-iscomposing+xml. What can be read survives its encoding.
public func fuzzComposing(_ bytes: [UInt8]) {
  guard let composing = try? Composing(parsing: bytes) else { return }
  precondition(Composing.refreshRange.contains(composing.refresh))
  precondition((try? Composing(parsing: composing.encode())) == composing)
}
