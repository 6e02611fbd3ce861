// libFuzzer's driver around the parser that PEERTLS_FUZZ_ENTRY names. Built only with PEERTLS_FUZZ=1 (make fuzz).

import FuzzEntries
import Glibc

private let entry: @Sendable ([UInt8]) -> Void =
  switch getenv("PEERTLS_FUZZ_ENTRY").map({ String(cString: $0) }) {
  case "policy": { fuzzPolicy($0) }
  case "handler": { fuzzHandlerFile($0) }
  case "certificate": { fuzzCertificate($0) }
  case "message": { fuzzMessages($0) }
  case "sip": { fuzzSIP($0) }
  case "cpim": { fuzzCPIM($0) }
  case "imdn": { fuzzIMDN($0) }
  case "composing": { fuzzComposing($0) }
  case "peer": { fuzzPeer($0) }
  case "ftp-command": { fuzzFTPCommand($0) }
  case "ftp-path": { fuzzFTPPath($0) }
  case "ftp-reply": { fuzzFTPReply($0) }
  case "ftp-facts": { fuzzFTPFacts($0) }
  case "smtp-stream": { fuzzSMTPStream($0) }
  case "smtp-header": { fuzzSMTPHeader($0) }
  case "smtp-reply": { fuzzSMTPReply($0) }
  case "envelope": { fuzzEnvelope($0) }
  case "mail": { fuzzMail($0) }
  case "cms": { fuzzCMS($0) }
  default: fatalError("PEERTLS_FUZZ_ENTRY must name a folder of Tests/Fuzz/corpus")
  }

/// https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

private var count = CommandLine.argc
private var arguments = CommandLine.unsafeArgv
exit(
  runDriver(&count, &arguments) { bytes, length in
    entry(Array(UnsafeBufferPointer(start: bytes, count: length)))
    return 0
  })
