import Configuration
import Policy
import Processes
import TLS

/// What is compiled: a policy, the handlers that it may name, and the node's own certificate.
public struct PolicyInput: Sendable {
  /// The directory to which the policy's file names are relative.
  public let directory: String
  /// The policy's file as errors name it.
  public let file: String
  /// The policy's text.
  public let text: [UInt8]
  /// The programs that serve peers.
  public let handlers: [Handler]
  /// The node's certificate chain, PEM; nil where there is none yet.
  public let nodeCertificate: [UInt8]?

  /// A configuration directory's: DIR/policy, DIR/handlers/*.handler and DIR/node.crt. Throws where the policy is
  /// missing or a handler file is wrong; a directory without handlers, or without a certificate, compiles.
  public init(directory: String) throws(CompileError) {
    self.directory = directory
    file = directory + "/policy"
    guard let text = try PolicyInput.contents(file, limit: PolicySource.maximumBytes) else {
      throw CompileError("\(file): there is no policy; peertls node init DIR makes a directory with one")
    }
    self.text = text
    handlers = try PolicyInput.handlers(directory + "/handlers")
    nodeCertificate = try PolicyInput.contents(directory + "/node.crt", limit: Credentials.maximumFileLength)
  }

  /// A configuration directory's that has no policy, which lets in nobody: DIR/node.crt alone.
  public init(withoutPolicyIn directory: String) throws(CompileError) {
    self.directory = directory
    file = directory + "/policy"
    (text, handlers) = ([], [])
    nodeCertificate = try PolicyInput.contents(directory + "/node.crt", limit: Credentials.maximumFileLength)
  }

  /// A policy from elsewhere: `file` names it in errors, its file names are relative to `directory`.
  public init(text: String, file: String, directory: String) {
    self.directory = directory
    self.file = file
    self.text = Array(text.utf8)
    handlers = []
    nodeCertificate = nil
  }

  /// The text of a line of the policy, from 1; empty if there is no such line.
  public func line(_ number: Int) -> String {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.indices.contains(number - 1) ? String(decoding: lines[number - 1], as: UTF8.self) : ""
  }

  /// A path that the policy names.
  func path(_ name: String) -> String { name.hasPrefix("/") ? name : directory + "/" + name }

  /// A file's bytes; nil where there is none.
  private static func contents(_ path: String, limit: Int) throws(CompileError) -> [UInt8]? {
    do throws(SystemError) {
      let file = try File.openRegular(path)
      return try File.contents(of: file, limit: limit, name: path)
    } catch  where error.isMissing {
      return nil
    } catch {
      throw CompileError(error)
    }
  }

  private static func handlers(_ directory: String) throws(CompileError) -> [Handler] {
    var names: [String] = []
    do throws(SystemError) { names = try File.names(in: directory) } catch  where error.isMissing {
      return []
    } catch {
      throw CompileError(error)
    }
    var handlers: [Handler] = []
    for name in names where name.hasSuffix(HandlerFile.suffix) && !name.hasPrefix(".") {
      let path = directory + "/" + name
      guard let bytes = try contents(path, limit: UnitFile.maximumFileBytes) else { continue }
      handlers.append(
        try step(CompileError.init(_:)) { () throws(ConfigurationError) in try HandlerFile.parse(bytes, file: path) })
    }
    return handlers
  }
}
