import FileStore
import Glibc
import Processes
exit(64)
