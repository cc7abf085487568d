// A dead kernel leaves a page that looks alive and ignores every click. This notices, and says so calmly; and it tells
// the server whether anybody touches the page, so that one nobody uses can be put to sleep.

const PING_EVERY = 15; // seconds
const SLOW_AFTER = 4;
const GIVE_UP_AFTER = 20;
const SIGNS = ["pointerdown", "keydown", "wheel", "touchmove", "scroll"]; // of somebody at the page

/**
 * Ask the kernel now and then whether it is there. `slow` and `lost` are told true when it stays silent, false when it
 * is back. Questions are numbered and answered in order: an answer to a later one tells that those before were lost on
 * the way, and with them perhaps what was clicked; `missed` is told then. Where the line was cut in between, so may be
 * what the kernel had to say, whatever was asked.
 * @param {(question: { n: number, touched: boolean, hidden: boolean }) => void} ask
 * @param {(silent: boolean) => void} slow
 * @param {(silent: boolean) => void} lost
 * @param {() => void} [missed]
 */
export function heartbeat(ask, slow, lost, missed = () => {}) {
  let quiet = 0; // seconds since the last answer
  /** @type {number | null} seconds since an unanswered question; null when none is open */
  let waited = null;
  let count = 0;
  let touched = true;
  let justAsked = false; // one question a second is enough
  let again = false;
  let broken = false; // whether the line was cut since the last answer
  /** @type {Map<number, boolean>} open questions, and whether each came after something that was done */
  const open = new Map();

  const question = (/** @type {boolean} */ afterDeed) => {
    count += 1;
    open.set(count, afterDeed);
    waited ??= 0;
    justAsked = true;
    ask({ n: count, touched, hidden: document.hidden });
    touched = false;
  };
  const ping = () => {
    if (justAsked) again = true; // so that whatever was done is followed by a question
    else question(true);
  };
  // Counting ticks, not clock time: a laptop that slept has not been ignored by its kernel.
  const timer = setInterval(() => {
    justAsked = false;
    if (again) {
      again = false;
      question(true);
    }
    if (waited === null) {
      quiet += 1;
      if (quiet >= PING_EVERY) question(false);
      return;
    }
    waited += 1;
    if (waited === SLOW_AFTER) slow(true);
    if (waited === GIVE_UP_AFTER) lost(true);
    if (waited > GIVE_UP_AFTER && waited % PING_EVERY === 0) question(false); // it may have come back
  }, 1000);
  /** Something came from the kernel; `n` where it is the answer to a question. @param {number} [n] */
  const answered = (n) => {
    if (waited !== null && waited >= SLOW_AFTER) slow(false);
    if (waited !== null && waited >= GIVE_UP_AFTER) lost(false);
    quiet = 0;
    waited = null;
    if (!n) return;
    const before = [...open].filter(([number]) => number < n);
    for (const number of [...open.keys()]) if (number <= n) open.delete(number);
    if (before.some(([, afterDeed]) => afterDeed) || (broken && before.length)) missed();
    broken = false;
  };
  const touch = () => (touched = true);
  const seen = () => question(false);
  const line = (/** @type {Event} */ event) => {
    const { state } = /** @type {CustomEvent<{ state: string }>} */ (event).detail;
    if (state === "lost") broken = true;
    else if (state === "open") question(false); // its answer shows what was lost meanwhile
  };
  for (const sign of SIGNS) document.addEventListener(sign, touch, { capture: true, passive: true });
  for (const deed of ["click", "change"]) document.addEventListener(deed, ping);
  document.addEventListener("visibilitychange", seen);
  document.addEventListener("pw:line", line);
  const stop = () => {
    clearInterval(timer);
    for (const sign of SIGNS) document.removeEventListener(sign, touch, { capture: true });
    for (const deed of ["click", "change"]) document.removeEventListener(deed, ping);
    document.removeEventListener("visibilitychange", seen);
    document.removeEventListener("pw:line", line);
  };
  return { answered, ask: seen, stop };
}
