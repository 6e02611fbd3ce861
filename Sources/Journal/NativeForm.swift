extension Record {
  /// The record as a datagram for journald, https://systemd.io/JOURNAL_NATIVE_PROTOCOL/, at most
  /// `maximumNativeBytes` long. Values are sent as they are, those with a newline in the length-prefixed form;
  /// the message alone has its control characters escaped, so that journalctl shows it rather than "blob data".
  public func encodeNative(identifier: String) -> [UInt8] {
    fitting(Self.maximumNativeBytes) { cut in
      var bytes: [UInt8] = []
      func append(_ name: String, _ value: String) {
        bytes += name.utf8
        if value.utf8.contains(UInt8(ascii: "\n")) {
          bytes.append(UInt8(ascii: "\n"))
          let length = UInt64(value.utf8.count)
          for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: length >> shift))
          }
        } else {
          bytes.append(UInt8(ascii: "="))
        }
        bytes += value.utf8
        bytes.append(UInt8(ascii: "\n"))
      }
      append("MESSAGE", message.cut(cut).escaped([]))
      append("PRIORITY", String(priority.rawValue))
      append("SYSLOG_IDENTIFIER", identifier.asIdentifier)
      append("MESSAGE_ID", event.messageID)
      for (field, value) in present { append(field.rawValue, value.cut(cut)) }
      return bytes
    }
  }
}

extension String {
  /// A program's name as records carry it: 1 to 64 of A-Z a-z 0-9 . _ -.
  var asIdentifier: String {
    let kept = unicodeScalars.lazy.filter { $0.isPlain && !":@/+".unicodeScalars.contains($0) }.prefix(64)
    return kept.isEmpty ? "peertls" : String(String.UnicodeScalarView(kept))
  }
}
