import type { JsonValue, Warning } from '../contracts/basics.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import type { Checks } from '../support/checks.js';

const MI = 2 ** 20;

/** Of all texts together. Windows hold some millions of tokens, of about four characters each. */
const MAX_CHARACTERS = 16 * MI;

/** Reads the texts of one request, and keeps count of their length. */
export class TextReader {
  readonly #check: Checks;
  readonly #warnings: Warning[];
  #characters = 0;

  constructor(check: Checks, warnings: Warning[]) {
    this.#check = check;
    this.#warnings = warnings;
  }

  /**
   * A text that is not blank.
   * @throws InvalidRequestError
   */
  read(value: unknown, path: string): string {
    const text = this.#check.string(value, path);
    this.count(text, path);
    if (text.trim() === '') this.#check.fail(path, 'a text that is not blank', text);
    return this.#wellFormed(text, path);
  }

  /**
   * What a tool says, which may be nothing.
   * @throws InvalidRequestError
   */
  readOutput(text: string, path: string): string {
    this.count(text, path);
    return this.#wellFormed(text, path);
  }

  /**
   * Counts the characters of a value, keys included, by the lengths of its texts: looking into them would take long.
   * @throws InvalidRequestError where there is more than any window holds
   */
  count(value: JsonValue, path: string): void {
    this.#characters += charactersOf(value);
    if (this.#characters > MAX_CHARACTERS) {
      const most = `at most ${MAX_CHARACTERS / MI} Mi characters of text in one request`;
      const came = `${Math.ceil(this.#characters / MI)} Mi up to this one`;
      throw new InvalidRequestError(path, `expected ${most}, got ${came}: no window holds more`);
    }
  }

  /**
   * Half a surrogate pair, left where an emoji was cut, is no valid Unicode and vendors refuse it: it is replaced by
   * U+FFFD, with a warning.
   */
  #wellFormed(text: string, path: string): string {
    if (text.isWellFormed()) return text;
    const message = `${path}: lone surrogates are no valid Unicode and were replaced by U+FFFD`;
    this.#warnings.push({ code: 'other', message });
    return text.toWellFormed();
  }
}

/** What is no text has at least one: a list of numbers may be long, too. */
function charactersOf(value: JsonValue): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let characters = 0;
  if (!Array.isArray(value)) for (const key of Object.keys(value)) characters += key.length;
  for (const entry of Object.values(value)) characters += charactersOf(entry);
  return characters;
}
