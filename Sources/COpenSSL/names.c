#include "copenssl.h"
#include <openssl/bio.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

enum { MAX_ALTERNATIVE_NAMES = 256 };

struct listener {
  void *owner;
  void (*found)(void *, enum copenssl_name, const uint8_t *, size_t);
};

/* IA5String and its like are ASCII (X.680); OpenSSL reads what lies beyond as Latin-1, others as UTF-8. */
static int is_ascii_broken(const ASN1_STRING *string) {
  switch (ASN1_STRING_type(string)) {
  case V_ASN1_IA5STRING: case V_ASN1_PRINTABLESTRING: case V_ASN1_VISIBLESTRING: case V_ASN1_NUMERICSTRING: break;
  default: return 0;
  }
  for (int i = 0; i < ASN1_STRING_length(string); i++)
    if (ASN1_STRING_get0_data(string)[i] > 0x7f) return 1;
  return 0;
}

static int tell(const struct listener *l, enum copenssl_name kind, const ASN1_STRING *string) {
  unsigned char *text;
  if (is_ascii_broken(string)) return 0;
  int length = ASN1_STRING_to_UTF8(&text, string);
  if (length < 0) return 0;
  l->found(l->owner, kind, text, (size_t)length);
  OPENSSL_free(text);
  return 1;
}

static int subject_names(const struct listener *l, const X509_NAME *subject) {
  static const struct { int nid; enum copenssl_name kind; } kinds[] = {
    { NID_commonName, COPENSSL_COMMON_NAME },    { NID_pkcs9_emailAddress, COPENSSL_EMAIL },
    { NID_userId, COPENSSL_USER_ID },            { NID_organizationName, COPENSSL_ORGANIZATION },
    { NID_organizationalUnitName, COPENSSL_UNIT },
  };
  for (int i = 0; i < X509_NAME_entry_count(subject); i++) {
    const X509_NAME_ENTRY *entry = X509_NAME_get_entry(subject, i);
    int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
      if (kinds[k].nid == nid && !tell(l, kinds[k].kind, X509_NAME_ENTRY_get_data(entry))) return 0;
  }
  return 1;
}

static int alternative_names(const struct listener *l, const X509 *certificate) {
  int critical, good = 1;
  GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, &critical, NULL);
  if (!names) return critical == -1; /* -1: there is none; else it is there and broken, or there twice */
  int count = sk_GENERAL_NAME_num(names);
  if (count > MAX_ALTERNATIVE_NAMES) good = 0;
  for (int i = 0; good && i < count; i++) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
    if (name->type == GEN_EMAIL) good = tell(l, COPENSSL_EMAIL, name->d.rfc822Name);
    else if (name->type == GEN_OTHERNAME && OBJ_obj2nid(name->d.otherName->type_id) == NID_id_on_SmtpUTF8Mailbox)
      good = name->d.otherName->value->type == V_ASN1_UTF8STRING &&
             tell(l, COPENSSL_EMAIL, name->d.otherName->value->value.utf8string); /* RFC 9598 */
  }
  GENERAL_NAMES_free(names);
  return good;
}

static int whole_name(const struct listener *l, enum copenssl_name kind, const X509_NAME *name) {
  BIO *bio = BIO_new(BIO_s_mem());
  char *text;
  int good = bio && X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0;
  if (good) {
    long length = BIO_get_mem_data(bio, &text);
    l->found(l->owner, kind, (const uint8_t *)text, (size_t)length);
  }
  BIO_free(bio);
  return good;
}

int copenssl_names(const X509 *certificate, void *owner,
                   void (*found)(void *owner, enum copenssl_name kind, const uint8_t *text, size_t length)) {
  struct listener l = { owner, found };
  return subject_names(&l, X509_get_subject_name(certificate)) && alternative_names(&l, certificate) &&
         whole_name(&l, COPENSSL_SUBJECT, X509_get_subject_name(certificate)) &&
         whole_name(&l, COPENSSL_ISSUER, X509_get_issuer_name(certificate));
}
