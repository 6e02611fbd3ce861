// libFuzzer's entry: the parser named by PEERTLS_FUZZ_ENTRY gets the bytes. Built only with PEERTLS_FUZZ=1 (make fuzz).

import FuzzEntries
import Glibc

private let entries: [String: @Sendable ([UInt8]) -> Void] = [
  "policy": fuzzPolicy, "handler": fuzzHandlerFile, "certificate": fuzzCertificate, "message": fuzzMessages,
]

private let entry: @Sendable ([UInt8]) -> Void = {
  let name = getenv("PEERTLS_FUZZ_ENTRY").map { String(cString: $0) } ?? ""
  guard let entry = entries[name] else {
    let message = Array("PEERTLS_FUZZ_ENTRY must be one of \(entries.keys.sorted())\n".utf8)
    _ = write(2, message, message.count)
    exit(64)
  }
  return entry
}()

/// libFuzzer calls this with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  entry(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> Int32
) -> Int32

/// SwiftPM calls an executable's main by this name, and libFuzzer's own stays out.
@_cdecl("fuzz_main")
public func fuzzMain(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
  var (count, arguments) = (count, arguments)
  return runDriver(&count, &arguments) { fuzzOneInput($0, $1) }
}
