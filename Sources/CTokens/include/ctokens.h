/* A private key in a PKCS#11 token, by its RFC 7512 URI, over p11-kit. Sources/Tokens is the only importer. */
#ifndef CTOKENS_H
#define CTOKENS_H
#include <stddef.h>
#include <stdint.h>

struct ctokens_key;

/* What a step has to say: one line, empty where all went well. */
enum { CTOKENS_TEXT = 512 };

/* Where the URI says that the PIN is, as pin-source says it; 1, 0 where it does not say, -1 with `text` when it is none. */
int ctokens_pin_source(const char *uri, char *path, size_t room, char *text);
/* The one private key that the URI names, ready to sign as long as the process lives; NULL with `text`. */
struct ctokens_key *ctokens_open(const char *uri, const uint8_t *pin, size_t pin_length, char *text);

enum ctokens_way { CTOKENS_PKCS1, CTOKENS_PSS, CTOKENS_ECDSA, CTOKENS_EDDSA };
/* Signs a digest; PKCS1 an encoded DigestInfo, EDDSA the content itself. `digest_bits` names PSS's digest: 256, 384, 512.
 * The signature's length, or 0 with `text`. */
size_t ctokens_sign(struct ctokens_key *key, enum ctokens_way way, int digest_bits, const uint8_t *bytes, size_t count,
                    uint8_t *signature, size_t room, char *text);
#endif
