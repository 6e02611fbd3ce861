#include "ctokens.h"
#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SLOTS = 64 };

struct ctokens_key {
  CK_FUNCTION_LIST *module;
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE object;
};

static void say(char *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, CTOKENS_TEXT, format, arguments);
  va_end(arguments);
}

static P11KitUri *parse(const char *uri, char *text) {
  P11KitUri *parsed = p11_kit_uri_new();
  int code = parsed ? p11_kit_uri_parse(uri, P11_KIT_URI_FOR_ANY, parsed) : P11_KIT_URI_UNEXPECTED;
  if (code == P11_KIT_URI_OK && !p11_kit_uri_any_unrecognized(parsed)) return parsed;
  say(text, "no PKCS#11 URI (RFC 7512): %s", code == P11_KIT_URI_OK ? "it names what is not known" : p11_kit_uri_message(code));
  p11_kit_uri_free(parsed);
  return NULL;
}

int ctokens_pin_source(const char *uri, char *path, size_t room, char *text) {
  P11KitUri *parsed = parse(uri, text);
  if (!parsed) return -1;
  const char *source = p11_kit_uri_get_pin_source(parsed);
  int length = source ? snprintf(path, room, "%s", source) : 0;
  p11_kit_uri_free(parsed);
  if (length >= 0 && (size_t)length < room) return length > 0;
  return say(text, "pin-source= is too long"), -1;
}

static CK_FUNCTION_LIST *load(P11KitUri *uri, char *text) {
  const char *path = p11_kit_uri_get_module_path(uri);
  if (!path) return say(text, "module-path= is missing: which library knows the token?"), NULL;
  CK_FUNCTION_LIST *module = p11_kit_module_load(path, P11_KIT_MODULE_UNMANAGED | P11_KIT_MODULE_CRITICAL);
  if (!module) {
    const char *why = p11_kit_message();
    return say(text, "cannot load the module %s: %s", path, why ? why : "it is no PKCS#11 module"), NULL;
  }
  CK_RV code = p11_kit_module_initialize(module);
  if (code == CKR_OK) return module;
  return say(text, "the module %s does not start: %s", path, p11_kit_strerror(code)), NULL;
}

/* The slot of the one token that matches. */
static int find_token(CK_FUNCTION_LIST *module, P11KitUri *uri, CK_SLOT_ID *slot, CK_TOKEN_INFO *token, char *text) {
  CK_SLOT_ID slots[MAX_SLOTS];
  CK_ULONG count = MAX_SLOTS, found = 0;
  CK_RV code = module->C_GetSlotList(CK_TRUE, slots, &count);
  if (code != CKR_OK) return say(text, "the module does not list its tokens: %s", p11_kit_strerror(code)), 0;
  for (CK_ULONG i = 0; i < count; i++) {
    CK_TOKEN_INFO info;
    if (module->C_GetTokenInfo(slots[i], &info) != CKR_OK || !p11_kit_uri_match_token_info(uri, &info)) continue;
    *slot = slots[i];
    *token = info;
    found++;
  }
  if (found == 1) return 1;
  return say(text, "%s matches: see what its module lists", found ? "more than one token" : "no token that is there"), 0;
}

static int enter(struct ctokens_key *key, CK_SLOT_ID slot, const CK_TOKEN_INFO *token, const uint8_t *pin, size_t length, char *text) {
  CK_RV code = key->module->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &key->session);
  if (code != CKR_OK) return say(text, "the token opens no session: %s", p11_kit_strerror(code)), 0;
  if (!pin && !(token->flags & CKF_LOGIN_REQUIRED)) return 1;
  if (!pin && !(token->flags & CKF_PROTECTED_AUTHENTICATION_PATH))
    return say(text, "the token wants a PIN: pin-source= is missing"), 0;
  code = key->module->C_Login(key->session, CKU_USER, (CK_UTF8CHAR *)(uintptr_t)pin, length);
  if (code == CKR_OK || code == CKR_USER_ALREADY_LOGGED_IN) return 1;
  return say(text, "the token does not take the PIN: %s", p11_kit_strerror(code)), 0;
}

static int find_key(struct ctokens_key *key, P11KitUri *uri, char *text) {
  CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
  CK_ATTRIBUTE wanted[3] = { { CKA_CLASS, &class, sizeof class } };
  CK_ULONG count = 1, found = 0;
  CK_ATTRIBUTE_TYPE types[] = { CKA_LABEL, CKA_ID };
  for (int i = 0; i < 2; i++) {
    CK_ATTRIBUTE *attribute = p11_kit_uri_get_attribute(uri, types[i]);
    if (attribute) wanted[count++] = *attribute;
  }
  CK_OBJECT_HANDLE objects[2];
  CK_RV code = key->module->C_FindObjectsInit(key->session, wanted, count);
  if (code == CKR_OK) {
    code = key->module->C_FindObjects(key->session, objects, 2, &found);
    key->module->C_FindObjectsFinal(key->session);
  }
  if (code != CKR_OK) return say(text, "the token does not look for keys: %s", p11_kit_strerror(code)), 0;
  key->object = objects[0];
  if (found == 1) return 1;
  return say(text, "%s matches object= or id=", found ? "more than one private key of the token" : "no private key of the token"), 0;
}

struct ctokens_key *ctokens_open(const char *uri, const uint8_t *pin, size_t pin_length, char *text) {
  P11KitUri *parsed = parse(uri, text);
  struct ctokens_key *key = calloc(1, sizeof *key);
  CK_SLOT_ID slot;
  CK_TOKEN_INFO token;
  if (parsed && !key) say(text, "no memory");
  int good = parsed && key && (key->module = load(parsed, text)) && find_token(key->module, parsed, &slot, &token, text) &&
             enter(key, slot, &token, pin, pin_length, text) && find_key(key, parsed, text);
  p11_kit_uri_free(parsed);
  if (good) return key;
  free(key);
  return NULL;
}

size_t ctokens_sign(struct ctokens_key *key, enum ctokens_way way, int digest_bits, const uint8_t *bytes, size_t count,
                    uint8_t *signature, size_t room, char *text) {
  CK_RSA_PKCS_PSS_PARAMS pss = {
    digest_bits == 512 ? CKM_SHA512 : digest_bits == 384 ? CKM_SHA384 : CKM_SHA256,
    digest_bits == 512 ? CKG_MGF1_SHA512 : digest_bits == 384 ? CKG_MGF1_SHA384 : CKG_MGF1_SHA256, (CK_ULONG)digest_bits / 8
  };
  CK_MECHANISM ways[] = {
    [CTOKENS_PKCS1] = { CKM_RSA_PKCS, NULL, 0 }, [CTOKENS_PSS] = { CKM_RSA_PKCS_PSS, &pss, sizeof pss },
    [CTOKENS_ECDSA] = { CKM_ECDSA, NULL, 0 }, [CTOKENS_EDDSA] = { CKM_EDDSA, NULL, 0 }
  };
  CK_ULONG length = room;
  CK_RV code = key->module->C_SignInit(key->session, &ways[way], key->object);
  if (code == CKR_OK) code = key->module->C_Sign(key->session, (CK_BYTE *)(uintptr_t)bytes, count, signature, &length);
  if (code == CKR_OK) return length;
  return say(text, "the token does not sign: %s", p11_kit_strerror(code)), 0;
}
