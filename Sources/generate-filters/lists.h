/* The system calls that each kind of process may make, as libseccomp names them. A list ends with NULL. */
#ifndef LISTS_H
#define LISTS_H

extern const char *const session_allowed[];
/* What the process that has the node's key may besides. */
extern const char *const signer_allowed[];
/* What a library may try and do without: it fails (EPERM), where everything else ends the process. */
extern const char *const session_refused[];

extern const char *const handler_allowed[];
/* Known and never of use to a handler: EPERM. What no list names is ENOSYS, as on a kernel that is older. */
extern const char *const handler_refused[];
/* What else they have no use for, nor has a token's module: EPERM. */
extern const char *const never_needed[];
/* A file's mode, owner, times and extended attributes, by its path. */
extern const char *const attributes[];
/* New processes and threads. */
extern const char *const tasks[];

#endif
