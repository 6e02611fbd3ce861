import CLinux
import Glibc

/// A resource limit (getrlimit(2)), soft and hard alike.
public struct ResourceLimit: Sendable {
  /// The resource.
  public enum Resource: Sendable {
    case openFiles, addressSpace, data, stack, cpuSeconds, fileSize, processes, pendingSignals, core
  }
  let limit: clinux_limit

  /// Limits `resource` to `value` (bytes, seconds or a count).
  public init(_ resource: Resource, _ value: UInt64) {
    let number: Int32 =
      switch resource {
      case .openFiles: Int32(RLIMIT_NOFILE.rawValue)
      case .addressSpace: Int32(RLIMIT_AS.rawValue)
      case .data: Int32(RLIMIT_DATA.rawValue)
      case .cpuSeconds: Int32(RLIMIT_CPU.rawValue)
      case .fileSize: Int32(RLIMIT_FSIZE.rawValue)
      case .processes: Int32(__RLIMIT_NPROC.rawValue)
      case .core: Int32(RLIMIT_CORE.rawValue)
      case .stack: Int32(RLIMIT_STACK.rawValue)
      case .pendingSignals: Int32(__RLIMIT_SIGPENDING.rawValue)
      }
    limit = clinux_limit(resource: number, value: value)
  }

  /// Raises this process's soft limit of open files to the hard one, and returns it.
  public static func raiseOpenFiles() throws(SystemError) -> UInt64 {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      throw SystemError("read the limit of open files")
    }
    limit.rlim_cur = limit.rlim_max
    guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      throw SystemError("raise the limit of open files")
    }
    return UInt64(limit.rlim_cur)
  }
}

/// A program to start, whole: nothing of the parent is inherited but what is named here.
public struct Program {
  /// The file to execute, an absolute path.
  public var path: String
  /// argv, the name first.
  public var arguments: [String]
  /// NAME=VALUE.
  public var environment: [String] = []
  /// The working directory.
  public var directory = "/"
  /// Descriptor i of the program is `descriptors[i]` of ours, closed where negative; at most 16.
  public var descriptors: [Int32] = [-1, -1, 2]
  /// The user to become, with its groups; nil stays.
  public var account: Account?
  /// Resource limits.
  public var limits: [ResourceLimit] = []

  /// What new files of its do not get of their modes (umask(2)); nil for what this process's do not.
  public var mask: mode_t?
  /// What it may do; nil for what its user may.
  public var confinement: Confinement?

  /// The signal it gets when this process ends, whatever ends it (PR_SET_PDEATHSIG); 0 for none. For programs started
  /// by single-threaded ones.
  public var parentDeathSignal: Int32 = 0

  /// A program and its arguments, the name first.
  public init(path: String, arguments: [String]) {
    self.path = path
    self.arguments = arguments
  }

  /// Starts it in a session of its own (setsid(2)) with no_new_privs and standard signals.
  ///
  /// Throws the errno of what failed, execve(2) included.
  public func spawn() throws(SystemError) -> pid_t {
    let limits = limits.map(\.limit)
    let pid = unsafe withCStringArray(arguments) { arguments in
      unsafe withCStringArray(environment) { environment in
        unsafe path.withCString { path in
          unsafe directory.withCString { directory in
            unsafe descriptors.withUnsafeBufferPointer { descriptors in
              unsafe limits.withUnsafeBufferPointer { limits in
                unsafe (account?.groups ?? []).withUnsafeBufferPointer { groups in
                  var program = unsafe clinux_program()
                  unsafe program.path = path
                  unsafe program.arguments = arguments
                  unsafe program.environment = environment
                  unsafe program.directory = directory
                  unsafe program.descriptors = descriptors.baseAddress
                  unsafe program.descriptor_count = Int32(descriptors.count)
                  unsafe program.limits = limits.baseAddress
                  unsafe program.limit_count = Int32(limits.count)
                  unsafe program.change_user = account == nil ? 0 : 1
                  unsafe program.user = account?.user ?? 0
                  unsafe program.group = account?.group ?? 0
                  unsafe program.groups = groups.baseAddress
                  unsafe program.group_count = Int32(groups.count)
                  unsafe program.parent_death_signal = parentDeathSignal
                  unsafe program.mask = mask.map { Int32($0) } ?? -1
                  unsafe program.ruleset = confinement?.ruleset?.descriptor.number ?? -1
                  return unsafe (confinement?.filters ?? []).withUnsafeBufferPointer { filters in
                    unsafe program.filters = filters.baseAddress
                    unsafe program.filter_count = Int32(filters.count)
                    return unsafe clinux_spawn(&program)
                  }
                }
              }
            }
          }
        }
      }
    }
    guard pid > 0 else { throw SystemError("start \(path)") }
    return pid
  }
}

private func withCStringArray<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { unsafe strdup($0) }
  unsafe pointers.append(nil)
  defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
  return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
}
