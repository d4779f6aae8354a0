/** More would say nothing new. */
const KEPT = 100;

/** What should never happen and did. */
export class Violations {
  readonly list: string[] = [];
  /** Of all, those that are not kept too. */
  count = 0;

  /** @param subject the request, attempt or model it happened to */
  add(subject: string, what: string): void {
    this.count++;
    if (this.list.length < KEPT) this.list.push(`${subject}: ${what}`);
  }
}
