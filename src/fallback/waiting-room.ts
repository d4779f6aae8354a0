/** How many requests may wait at once for a limit to free: more would only time out together. */
const PLACES = 100;

/** The bounded room of requests that wait. */
export class WaitingRoom {
  #taken = 0;

  /** False, at once, when it is full. */
  async wait(pause: () => Promise<void>): Promise<boolean> {
    if (this.#taken >= PLACES) return false;
    this.#taken++;
    try {
      await pause();
      return true;
    } finally {
      this.#taken--;
    }
  }
}
