const REDACTED = '[redacted]';
/** What a vendor says is cut to so many characters. */
const MAX_LENGTH = 300;
/** Shorter ones are no secrets, and replacing them would garble every message. */
const MIN_SECRET_LENGTH = 4;
/** Vendors quote the key that they refuse, some with asterisks inside. */
const KEY_LIKE = /\b(sk|pk|gsk|xai)[-_][\w*-]{6,}/g;
const BEARER = /\bBearer\s+[\w.~+/=*-]+/gi;
const MARKUP = /^\s*<[!?a-z]/i;
// They would let foreign text repaint a terminal or turn a line of a log around.
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const TOKEN = /^[\w.:-]{1,128}$/;

/** Takes the secrets out of a text, and whatever looks like a key: as they are, URL-encoded, in base64, after `Bearer`. */
export function redact(text: string, secrets: readonly string[] = []): string {
  // The longest first: one secret may be a part of another, of which the rest would stay.
  return secrets
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .flatMap(formsOf)
    .sort((a, b) => b.length - a.length)
    .reduce((result, form) => result.replaceAll(form, REDACTED), text)
    .replace(BEARER, `Bearer ${REDACTED}`)
    .replace(KEY_LIKE, REDACTED);
}

/** Foreign text made safe to show and to log: without secrets, markup and control characters, at most 300 characters. */
export function safeText(text: string, secrets: readonly string[] = []): string {
  if (MARKUP.test(text)) return 'HTML error page';
  // Secrets first: the beginning of one that is cut is still a secret.
  const safe = escapeControls(redact(text.trim(), secrets));
  if (safe.length <= MAX_LENGTH) return safe;
  const cut = safe.slice(0, MAX_LENGTH - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut}…`;
}

/** A foreign code or request id; undefined if it is none or holds a secret. */
export function safeToken(value: unknown, secrets: readonly string[] = []): string | undefined {
  if (typeof value !== 'string' || !TOKEN.test(value)) return undefined;
  return redact(value, secrets) === value ? value : undefined;
}

function formsOf(secret: string): readonly string[] {
  const bytes = new TextEncoder().encode(secret);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
  const base64url = base64.replaceAll('+', '-').replaceAll('/', '_');
  // Half a surrogate pair cannot be URL-encoded, and nothing may throw here.
  const encoded = encodeURIComponent(secret.replace(/\p{Cs}/gu, '\ufffd'));
  const inSmall = encoded.replace(/%../g, (digits) => digits.toLowerCase());
  return [secret, encoded, inSmall, base64, base64url];
}

/** Control characters made visible, as in `\u{a}`. */
export function escapeControls(text: string): string {
  return text.replace(CONTROL, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
