// What is asked of the server, and what is said when it does not answer.

/** Why there is no answer, in one line; `again` is after how many seconds to ask once more, or 0. */
export class Trouble extends Error {
  constructor(message, again) {
    super(message);
    this.again = again;
  }
}

/** Seconds until a server that does not answer is asked again, and until it counts as gone. */
const PATIENCE = 2;
const LONGEST_ANSWER = 30;

/**
 * Asks; with a body it is a POST. Resolves to the JSON of the answer.
 *
 * @throws Trouble if there is none
 */
export async function ask(path, body, type) {
  let response;
  try {
    response = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      body,
      headers: type ? { "Content-Type": type } : {},
      signal: AbortSignal.timeout(1000 * LONGEST_ANSWER),
    });
    if (response.ok) return await response.json();
  } catch {
    throw new Trouble("The server does not answer; it is asked again until it does.", PATIENCE);
  }
  const said = await response.json().then((answer) => answer.error, () => undefined);
  if (response.status === 429 || response.status >= 502) {
    const wait = Number(response.headers.get("Retry-After")) || PATIENCE;
    throw new Trouble(`The server is busy; it is asked again in ${wait} s.`, wait);
  }
  throw new Trouble(sentence(said ?? `The server answered ${response.status}`), 0);
}

function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1) + (/[.!?…]$/.test(words) ? "" : ".");
}

/**
 * Has the newest wish fulfilled: one at a time, and of those that came meanwhile only the last.
 */
export class Newest {
  #fulfil;
  #trouble;
  #next;
  #busy = false;

  /**
   * @param fulfil takes a wish; resolves when it is done
   * @param trouble is told a Trouble, or null after a success
   */
  constructor(fulfil, trouble) {
    this.#fulfil = fulfil;
    this.#trouble = trouble;
  }

  /** Replaces what was wished before and is not yet under way. */
  async wish(wish) {
    this.#next = wish;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#next !== undefined) {
      const now = this.#next;
      this.#next = undefined;
      try {
        await this.#fulfil(now);
        this.#trouble(null);
      } catch (trouble) {
        if (!(trouble instanceof Trouble)) {
          this.#busy = false;
          throw trouble;
        }
        this.#trouble(trouble);
        if (trouble.again > 0) {
          await new Promise((done) => setTimeout(done, 1000 * trouble.again));
          this.#next ??= now;
        }
      }
    }
    this.#busy = false;
  }

  /** Forgets what is not yet under way. */
  forget() {
    this.#next = undefined;
  }
}
