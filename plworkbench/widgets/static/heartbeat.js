// A dead kernel leaves a page that looks alive and ignores every click. This notices, and says so calmly.

const PING_EVERY = 15; // seconds
const SLOW_AFTER = 4;
const GIVE_UP_AFTER = 20;

/** Ask the kernel now and then whether it is there. `slow` and `lost` are told true when it stays silent, false when it is back. */
export function heartbeat(ask, slow, lost) {
  let quiet = 0; // seconds since the last answer
  let waited = null; // seconds since an unanswered question; null when none is open
  const ping = () => {
    if (waited !== null) return;
    waited = 0;
    ask();
  };
  // Counting ticks, not clock time: a laptop that slept has not been ignored by its kernel.
  const timer = setInterval(() => {
    if (waited === null) {
      quiet += 1;
      if (quiet >= PING_EVERY) ping();
      return;
    }
    waited += 1;
    if (waited === SLOW_AFTER) slow(true);
    if (waited === GIVE_UP_AFTER) lost(true);
    if (waited > GIVE_UP_AFTER && waited % PING_EVERY === 0) ask(); // it may have come back
  }, 1000);
  const answered = () => {
    if (waited !== null && waited >= SLOW_AFTER) slow(false);
    if (waited !== null && waited >= GIVE_UP_AFTER) lost(false);
    quiet = 0;
    waited = null;
  };
  return { ping, answered, stop: () => clearInterval(timer) };
}
