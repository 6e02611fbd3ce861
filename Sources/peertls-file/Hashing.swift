import Digests
import FTP
import FileStore
import Processes

/// HASH: a file's digest, made piece by piece so that commands are heard meanwhile.
final class Hashing {
  let path: VirtualPath
  private let file: StoredFile
  private var digest: FileDigest

  init(_ path: VirtualPath, _ file: consuming StoredFile) {
    self.path = path
    digest = FileDigest(to: Int64(clamping: file.size))
    self.file = file
  }

  /// Reads the next piece; the reply, once there is none left.
  func step() -> Reply? {
    do throws(SystemError) {
      if try digest.step(file.file, name: path.text) { return nil }
    } catch {
      return StoreError.other(error.code).reply(path.text)
    }
    let digits = Array("0123456789abcdef".utf8)
    let text = digest.digest().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return .hash(String(decoding: text, as: UTF8.self), bytes: file.size, of: path)
  }
}
