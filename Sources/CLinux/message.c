#define _GNU_SOURCE
#include "clinux.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { MAX_PASSED = 8 };

ssize_t clinux_send(int socket, const void *bytes, size_t length, const int *descriptors, int count) {
  union { char bytes[CMSG_SPACE(MAX_PASSED * sizeof(int))]; struct cmsghdr align; } control = { .bytes = { 0 } };
  struct iovec part = { (void *)bytes, length };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  if (count > MAX_PASSED) return errno = EINVAL, -1;
  if (count > 0) {
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
  }
  ssize_t sent;
  /* A session may not call sendmsg(2), and sends no descriptors. */
  do sent = count > 0 ? sendmsg(socket, &message, MSG_NOSIGNAL) : send(socket, bytes, length, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent;
}

ssize_t clinux_receive(int socket, void *bytes, size_t length, int *descriptors, int *count) {
  /* Room for as many as the kernel passes with one message: what it has no room for it closes itself, and waits. */
  union {
    char bytes[CMSG_SPACE(CLINUX_MAX_PASSED * sizeof(int)) + CMSG_SPACE(sizeof(struct ucred))];
    struct cmsghdr align;
  } control;
  struct iovec part = { bytes, length };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes };
  ssize_t received;
  int is_message = 0;
  *count = 0;
  do received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (received < 0 && errno == EINTR);
  if (received < 0) return -1;
  for (struct cmsghdr *h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
    is_message = 1;
    if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS) continue;
    int *passed = (int *)(void *)CMSG_DATA(h);
    for (size_t i = 0; i < (h->cmsg_len - CMSG_LEN(0)) / sizeof(int) && *count < CLINUX_MAX_PASSED; i++)
      descriptors[(*count)++] = passed[i];
  }
  /* With room for all of them, a cut list means that the kernel had no descriptor to give us. */
  if (message.msg_flags & MSG_CTRUNC) return errno = EMFILE, -1;
  if ((message.msg_flags & MSG_TRUNC) || (received == 0 && is_message)) return errno = EBADMSG, -1;
  return received;
}

void clinux_close_passed(int descriptor) {
  struct linger none = { 0, 0 };
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  close(descriptor);
}

int clinux_announce_messages(int socket) {
  int on = 1;
  return setsockopt(socket, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
}
