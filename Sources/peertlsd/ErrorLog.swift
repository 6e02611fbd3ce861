import Glibc
import Journal
import Processes

/// The standard error of sessions, or of the handlers of one kind. Never our own: whoever has that may shut it down or cut
/// it short, and where it is a terminal read what is typed there.
final class ErrorLog {
  private let descriptor: Descriptor

  /// The journal's where ours is, in the name of that program; else what ours is, to be written alone.
  init(of program: String) throws(SystemError) {
    if StandardStream.errorIsTheJournal(), let stream = Log.connectStream(identifier: program) {
      descriptor = Descriptor(adopting: stream)
    } else if !Descriptor.isSocket(STDERR_FILENO),
      let anew = try? File.open("/proc/self/fd/2", O_WRONLY | O_APPEND | O_NOCTTY)
    {
      descriptor = anew
    } else {
      descriptor = try Descriptor.duplicate(STDERR_FILENO)
    }
  }

  var number: Int32 { descriptor.number }
}
