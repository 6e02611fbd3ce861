// libFuzzer's entry: the parser named by PEERTLS_FUZZ_ENTRY gets the bytes. Built only with PEERTLS_FUZZ=1 (make fuzz).

import FuzzEntries
import Glibc

private let entries: [String: ([UInt8]) -> Void] = [
  "policy": fuzzPolicy, "handler": fuzzHandlerFile, "certificate": fuzzCertificate, "message": fuzzMessages,
]

nonisolated(unsafe) private let entry: ([UInt8]) -> Void = {
  let name = getenv("PEERTLS_FUZZ_ENTRY").map { String(cString: $0) } ?? ""
  guard let entry = entries[name] else {
    fputs("PEERTLS_FUZZ_ENTRY must be one of \(entries.keys.sorted())\n", stderr)
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
