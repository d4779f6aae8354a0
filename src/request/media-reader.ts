import type { MediaSource } from '../contracts/chat.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { type Checks, quoted } from '../support/checks.js';

const MB = 2 ** 20;

/**
 * Of all pictures and files together, decoded. OpenAI's guide on images allows so much for a request; Anthropic's
 * limit, 32 MB for a whole request, is its own to say.
 */
const MAX_BYTES = 50 * MB;

/** As in `text/plain; charset=utf-8`. */
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+(?:; ?[\w.=+-]+)*$/;
const DATA_URL = /^data:([^,]{1,256});base64,/i;
/** Of the standard alphabet, without line breaks: the vendors decode strictly. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Reads the pictures and files of one request, and keeps count of their size. */
export class MediaReader {
  readonly #check: Checks;
  #bytes = 0;

  constructor(check: Checks) {
    this.#check = check;
  }

  /**
   * The media of a part. Of a `data:` URL they are its data: not every vendor takes it for an address.
   * @throws InvalidRequestError
   */
  read({ type, url, data, mediaType }: Record<string, unknown>, path: string): MediaSource {
    if ((url === undefined) === (data === undefined)) {
      throw new InvalidRequestError(path, 'expected either url or data, one of the two');
    }
    if (url !== undefined) return this.#fromUrl(url, type, `${path}.url`);
    return {
      mediaType: this.#mediaType(mediaType, type, `${path}.mediaType`),
      data: this.#data(data, `${path}.data`),
    };
  }

  #fromUrl(value: unknown, type: unknown, path: string): MediaSource {
    const url = this.#check.string(value, path);
    if (/^https?:/i.test(url) && URL.canParse(url)) return { url };
    const [prefix, mediaType] = DATA_URL.exec(url) ?? [];
    if (prefix === undefined) {
      return this.#check.fail(path, 'an http(s) URL, or a data: URL in base64', url);
    }
    return {
      mediaType: this.#mediaType(mediaType, type, path),
      data: this.#data(url.slice(prefix.length), path),
    };
  }

  #mediaType(value: unknown, type: unknown, path: string): string {
    const mediaType = this.#check.string(value, path, { max: 128 });
    if (!MEDIA_TYPE.test(mediaType)) {
      this.#check.fail(path, 'a media type such as image/png', mediaType);
    }
    // Which pictures a model takes is its vendor's to say, but no file is one.
    if (type === 'image' && !/^image\//i.test(mediaType)) {
      throw new InvalidRequestError(path, `expected one of image/*, got ${quoted(mediaType)}`);
    }
    return mediaType;
  }

  #data(data: unknown, path: string): Uint8Array | string {
    if (data instanceof Uint8Array) {
      if (data.length === 0) throw new InvalidRequestError(path, 'expected bytes, got none');
      this.#count(data.length, path);
      return data;
    }
    if (typeof data !== 'string') {
      return this.#check.fail(path, 'a Uint8Array or a base64 string', data);
    }
    this.#check.string(data, path);
    this.#count((data.length * 3) / 4, path);
    if (data.length % 4 !== 0 || !BASE64.test(data)) {
      this.#check.fail(path, 'base64 alone, with neither line breaks nor `data:` before it', data);
    }
    return data;
  }

  #count(bytes: number, path: string): void {
    this.#bytes += bytes;
    if (this.#bytes > MAX_BYTES) {
      const most = `at most ${MAX_BYTES / MB} MB of pictures and files in one request`;
      const came = `${Math.ceil(this.#bytes / MB)} MB up to this one`;
      throw new InvalidRequestError(path, `expected ${most}, got ${came}`);
    }
  }
}
