#include "token_proxy.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char behind[] = "/usr/lib/softhsm/libsofthsm2.so";

static CK_FUNCTION_LIST functions;
static CK_C_Sign real_sign;
static CK_C_GetSlotList real_slots;

struct knobs {
  long delay;
  CK_RV failure;
  int is_gone;
  char report[256];
};

static struct knobs read_knobs(void) {
  struct knobs knobs = { 0 };
  const char *path = getenv("TOKEN_PROXY");
  FILE *file = path ? fopen(path, "re") : NULL;
  if (!file) return knobs;
  char word[16];
  while (fscanf(file, "%15s", word) == 1) {
    if (!strcmp(word, "gone")) {
      knobs.is_gone = 1;
      knobs.failure = CKR_DEVICE_REMOVED;
    }
    if (!strcmp(word, "delay") && fscanf(file, "%ld", &knobs.delay) != 1) break;
    if (!strcmp(word, "fail") && fscanf(file, "%li", (long *)&knobs.failure) != 1) break;
    if (!strcmp(word, "escape") && fscanf(file, "%255s", knobs.report) != 1) break;
  }
  fclose(file);
  return knobs;
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE *data, CK_ULONG count, CK_BYTE *signature, CK_ULONG *length) {
  struct knobs knobs = read_knobs();
  if (*knobs.report) token_proxy_escape(knobs.report);
  nanosleep(&(struct timespec){ knobs.delay / 1000, knobs.delay % 1000 * 1000000 }, NULL);
  return knobs.failure != CKR_OK ? knobs.failure : real_sign(session, data, count, signature, length);
}

static CK_RV slots(CK_BBOOL with_token, CK_SLOT_ID *list, CK_ULONG *count) {
  if (!with_token || !read_knobs().is_gone) return real_slots(with_token, list, count);
  *count = 0;
  return CKR_OK;
}

/* A byte more in the file of loads, where there is one. */
static void count_load(void) {
  char name[512];
  const char *path = getenv("TOKEN_PROXY");
  if (!path || snprintf(name, sizeof name, "%s.loads", path) >= (int)sizeof name) return;
  int file = open(name, O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file < 0) return;
  if (write(file, ".", 1) != 1) abort();
  close(file);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
  void *module = dlopen(behind, RTLD_NOW | RTLD_LOCAL);
  CK_C_GetFunctionList get = module ? (CK_C_GetFunctionList)dlsym(module, "C_GetFunctionList") : NULL;
  CK_FUNCTION_LIST *real;
  if (!get || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  count_load();
  functions = *real;
  real_sign = real->C_Sign;
  real_slots = real->C_GetSlotList;
  functions.C_Sign = sign;
  functions.C_GetSlotList = slots;
  *list = &functions;
  return CKR_OK;
}
