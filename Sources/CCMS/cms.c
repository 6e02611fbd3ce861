#include "ccms.h"
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

enum { CHUNK = 16384, LEAST_SECURITY_BITS = 112 };

static int is_rsa(EVP_PKEY *key) { return key && EVP_PKEY_is_a(key, "RSA"); }
static int is_ec(EVP_PKEY *key) { return key && EVP_PKEY_is_a(key, "EC"); }

int ccms_can_sign(EVP_PKEY *key) { return is_rsa(key) || is_ec(key); }

/* RFC 8550, section 4.4.4, has emailProtection or any. Persons' certificates often have clientAuth alone. */
int ccms_may_sign(X509 *certificate) {
  const uint32_t good = XKU_SMIME | XKU_SSL_CLIENT | XKU_ANYEKU;
  uint32_t flags = X509_get_extension_flags(certificate);
  if (flags & EXFLAG_INVALID) return 0;
  return !(flags & EXFLAG_XKUSAGE) || (X509_get_extended_key_usage(certificate) & good) != 0;
}

int ccms_can_encrypt(X509 *certificate) {
  EVP_PKEY *key = X509_get0_pubkey(certificate);
  uint32_t needed = is_rsa(key) ? KU_KEY_ENCIPHERMENT : is_ec(key) ? KU_KEY_AGREEMENT : 0;
  int good = needed && (X509_get_key_usage(certificate) & needed) != 0;
  ERR_clear_error();
  return good;
}

static int to_der(ccms_message *cms, uint8_t **der) { return *der = NULL, i2d_CMS_ContentInfo(cms, der); }

/* What we can read, the best first, so that whoever answers can choose (RFC 8551, section 2.5.2). */
static int add_capabilities(CMS_SignerInfo *signer) {
  static const int ciphers[] = { NID_aes_256_gcm, NID_aes_128_gcm, NID_aes_256_cbc, NID_aes_128_cbc };
  STACK_OF(X509_ALGOR) *algorithms = NULL;
  int good = 1;
  for (size_t i = 0; good && i < sizeof ciphers / sizeof *ciphers; i++) good = CMS_add_simple_smimecap(&algorithms, ciphers[i], -1);
  good = good && CMS_add_smimecap(signer, algorithms);
  sk_X509_ALGOR_pop_free(algorithms, X509_ALGOR_free);
  return good;
}

int ccms_sign(copenssl_chain *chain, EVP_PKEY *key, const uint8_t *content, size_t length, uint8_t **der) {
  const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_PARTIAL;
  BIO *bio = length <= INT_MAX ? BIO_new_mem_buf(content, (int)length) : NULL;
  ccms_message *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
  CMS_SignerInfo *signer = cms ? CMS_add1_signer(cms, sk_X509_value(chain, 0), key, EVP_sha256(), flags | CMS_NOSMIMECAP) : NULL;
  int good = bio && signer && add_capabilities(signer);
  for (int i = 1; good && i < sk_X509_num(chain); i++) good = CMS_add1_cert(cms, sk_X509_value(chain, i));
  good = good && CMS_final(cms, bio, NULL, flags);
  int size = good ? to_der(cms, der) : -1;
  CMS_ContentInfo_free(cms);
  BIO_free(bio);
  return size;
}

/* OpenSSL's own choice is SHA-1's key derivation, which RFC 8551 knows no more. */
static int use_sha256(CMS_RecipientInfo *recipient) {
  if (CMS_RecipientInfo_type(recipient) != CMS_RECIPINFO_AGREE) return 1;
  EVP_PKEY_CTX *context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
  return context && EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) > 0;
}

int ccms_encrypt(copenssl_chain *recipients, int authenticated, const uint8_t *content, size_t length, uint8_t **der) {
  const unsigned flags = CMS_BINARY | CMS_PARTIAL;
  BIO *bio = length <= INT_MAX ? BIO_new_mem_buf(content, (int)length) : NULL;
  ccms_message *cms = CMS_encrypt(NULL, NULL, authenticated ? EVP_aes_256_gcm() : EVP_aes_256_cbc(), flags);
  int good = bio && cms && sk_X509_num(recipients) > 0;
  for (int i = 0; good && i < sk_X509_num(recipients); i++) {
    CMS_RecipientInfo *recipient = CMS_add1_recipient_cert(cms, sk_X509_value(recipients, i), flags);
    good = recipient && use_sha256(recipient);
  }
  good = good && CMS_final(cms, bio, NULL, flags);
  int size = good ? to_der(cms, der) : -1;
  CMS_ContentInfo_free(cms);
  BIO_free(bio);
  return size;
}

ccms_message *ccms_from_der(const uint8_t *der, size_t length) {
  const uint8_t *p = der;
  ccms_message *cms = length <= LONG_MAX ? d2i_CMS_ContentInfo(NULL, &p, (long)length) : NULL;
  if (cms && p != der + length) CMS_ContentInfo_free(cms), cms = NULL;
  ERR_clear_error();
  return cms;
}

void ccms_free(ccms_message *cms) { CMS_ContentInfo_free(cms); }

int ccms_kind_of(const ccms_message *cms) {
  switch (OBJ_obj2nid(CMS_get0_type(cms))) {
  case NID_pkcs7_signed: return CCMS_SIGNED;
  case NID_pkcs7_enveloped: return CCMS_ENVELOPED;
  case NID_id_smime_ct_authEnvelopedData: return CCMS_AUTHENTICATED;
  default: return CCMS_OTHER;
  }
}

copenssl_chain *ccms_certificates(ccms_message *cms, int most) {
  copenssl_chain *certificates = CMS_get1_certs(cms);
  ERR_clear_error();
  if (!certificates) return sk_X509_new_null();
  while (sk_X509_num(certificates) > most) X509_free(sk_X509_pop(certificates));
  return certificates;
}

/* Takes what flows out of a chain of BIOs; NULL when it does not end well. */
static BIO *drain(BIO *chain) {
  BIO *out = BIO_new(BIO_s_mem());
  uint8_t *buffer = OPENSSL_malloc(CHUNK);
  int count = -1;
  while (out && buffer && (count = BIO_read(chain, buffer, CHUNK)) > 0)
    if (BIO_write(out, buffer, count) != count) { count = -1; break; }
  OPENSSL_free(buffer);
  if (count == 0) return out;
  BIO_free(out);
  return NULL;
}

static int take(BIO *out, uint8_t **content, size_t *length) {
  char *data;
  long size = BIO_get_mem_data(out, &data);
  *length = size > 0 ? (size_t)size : 0;
  *content = OPENSSL_malloc(*length + 1);
  if (*content && *length) memcpy(*content, data, *length);
  return *content != NULL;
}

/* One digest is computed for each algorithm that the message names, over all of it. */
static int digests(BIO *chain) {
  int count = 0;
  for (BIO *bio = chain; bio; bio = BIO_next(bio)) count += BIO_method_type(bio) == BIO_TYPE_MD;
  return count;
}

static int64_t signing_time(const CMS_SignerInfo *signer) {
  int place = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1), bad = 1;
  X509_ATTRIBUTE *attribute = place >= 0 ? CMS_signed_get_attr(signer, place) : NULL;
  const ASN1_TYPE *value = attribute && X509_ATTRIBUTE_count(attribute) == 1 ? X509_ATTRIBUTE_get0_type(attribute, 0) : NULL;
  if (!value || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME)) return INT64_MIN;
  int64_t seconds = copenssl_seconds((const ASN1_TIME *)value->value.asn1_string, &bad);
  return bad ? INT64_MIN : seconds;
}

/* Whether the signer says that it can decrypt AES-256-GCM. */
static int reads_gcm(const CMS_SignerInfo *signer) {
  int place = CMS_signed_get_attr_by_NID(signer, NID_SMIMECapabilities, -1), found = 0;
  X509_ATTRIBUTE *attribute = place >= 0 ? CMS_signed_get_attr(signer, place) : NULL;
  const ASN1_TYPE *value = attribute && X509_ATTRIBUTE_count(attribute) == 1 ? X509_ATTRIBUTE_get0_type(attribute, 0) : NULL;
  if (!value || value->type != V_ASN1_SEQUENCE) return 0;
  const uint8_t *p = ASN1_STRING_get0_data(value->value.sequence);
  STACK_OF(X509_ALGOR) *algorithms = d2i_X509_ALGORS(NULL, &p, ASN1_STRING_length(value->value.sequence));
  for (int i = 0; i < sk_X509_ALGOR_num(algorithms); i++) {
    const ASN1_OBJECT *name;
    X509_ALGOR_get0(&name, NULL, NULL, sk_X509_ALGOR_value(algorithms, i));
    found |= OBJ_obj2nid(name) == NID_aes_256_gcm;
  }
  sk_X509_ALGOR_pop_free(algorithms, X509_ALGOR_free);
  return found;
}

/* Whether the signature is one of data, and of nothing else (RFC 5652, section 5.3). Without the two attributes anything that
 * the key has ever signed could be passed off as a mail: what opens every TLS handshake, or another mail's attributes. */
static int is_of_data(CMS_SignerInfo *info) {
  const int only_one = -3;
  const ASN1_OBJECT *type =
      CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(NID_pkcs9_contentType), only_one, V_ASN1_OBJECT);
  return type && OBJ_obj2nid(type) == NID_pkcs7_data
         && CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(NID_pkcs9_messageDigest), only_one, V_ASN1_OCTET_STRING);
}

static int judge(CMS_SignerInfo *info, BIO *chain, X509 **signer) {
  X509_ALGOR *digest = NULL, *signature = NULL;
  EVP_PKEY *key = NULL;
  const ASN1_OBJECT *name;
  CMS_SignerInfo_get0_algs(info, &key, signer, &digest, &signature);
  if (!*signer || !key || !digest) return *signer = NULL, CCMS_SIGNATURE_UNKNOWN;
  X509_ALGOR_get0(&name, NULL, NULL, digest);
  const EVP_MD *md = EVP_get_digestbynid(OBJ_obj2nid(name));
  if (!md || EVP_MD_get_size(md) < 32 || EVP_PKEY_get_security_bits(key) < LEAST_SECURITY_BITS) return CCMS_SIGNATURE_WEAK;
  if (!is_of_data(info)) return CCMS_SIGNATURE_BARE;
  if (CMS_SignerInfo_verify(info) <= 0) return CCMS_SIGNATURE_WRONG;
  if (CMS_SignerInfo_verify_content(info, chain) <= 0) return CCMS_SIGNATURE_ALTERED;
  return CCMS_SIGNATURE_GOOD;
}

int ccms_verify(ccms_message *cms, const uint8_t *content, size_t length, copenssl_chain *known, int most, void *owner,
                ccms_found_signer found, uint8_t **inner, size_t *inner_length) {
  *inner = NULL, *inner_length = 0;
  STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
  int count = signers ? sk_CMS_SignerInfo_num(signers) : -1;
  if (count > most || length > INT_MAX || OBJ_obj2nid(CMS_get0_eContentType(cms)) != NID_pkcs7_data) count = -1;
  /* Content in both places would be one text for us and another for others. */
  ASN1_OCTET_STRING **inside = count >= 0 ? CMS_get0_content(cms) : NULL;
  if (!inside || (*inside != NULL) == (content != NULL)) count = -1;
  BIO *detached = count >= 0 && content ? BIO_new_mem_buf(content, (int)length) : NULL;
  if (content && !detached) count = -1;
  if (count >= 0) CMS_set1_signers_certs(cms, known, 0);
  BIO *chain = count >= 0 ? CMS_dataInit(cms, detached) : NULL;
  if (!chain) BIO_free(detached), count = -1;
  BIO *out = chain && digests(chain) <= most ? drain(chain) : NULL;
  if (!out || (!content && !take(out, inner, inner_length))) count = -1;
  for (int i = 0; i < count; i++) {
    CMS_SignerInfo *info = sk_CMS_SignerInfo_value(signers, i);
    X509 *signer = NULL;
    int outcome = judge(info, chain, &signer);
    found(owner, outcome, signer, signing_time(info), reads_gcm(info));
  }
  BIO_free(out);
  BIO_free_all(chain);
  ERR_clear_error();
  return count;
}

static int is_for(CMS_RecipientInfo *recipient, X509 *certificate) {
  switch (CMS_RecipientInfo_type(recipient)) {
  case CMS_RECIPINFO_TRANS: return CMS_RecipientInfo_ktri_cert_cmp(recipient, certificate) == 0;
  case CMS_RECIPINFO_AGREE: {
    STACK_OF(CMS_RecipientEncryptedKey) *keys = CMS_RecipientInfo_kari_get0_reks(recipient);
    for (int i = 0; i < sk_CMS_RecipientEncryptedKey_num(keys); i++)
      if (CMS_RecipientEncryptedKey_cert_cmp(sk_CMS_RecipientEncryptedKey_value(keys, i), certificate) == 0) return 1;
    return 0;
  }
  default: return 0;
  }
}

int ccms_decrypt(ccms_message *cms, EVP_PKEY *key, X509 *certificate, uint8_t **content, size_t *length) {
  *content = NULL, *length = 0;
  int outcome = -1;
  STACK_OF(CMS_RecipientInfo) *recipients = CMS_get0_RecipientInfos(cms);
  for (int i = 0; outcome < 0 && i < sk_CMS_RecipientInfo_num(recipients); i++)
    if (is_for(sk_CMS_RecipientInfo_value(recipients, i), certificate)) outcome = 0;
  BIO *out = outcome == 0 ? BIO_new(BIO_s_mem()) : NULL;
  if (out && CMS_decrypt(cms, key, certificate, NULL, out, CMS_BINARY) > 0) outcome = take(out, content, length);
  BIO_free(out);
  ERR_clear_error();
  return outcome;
}

int ccms_base64(const uint8_t *bytes, int length, uint8_t *text) { return EVP_EncodeBlock(text, bytes, length); }
