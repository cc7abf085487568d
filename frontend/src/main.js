// Brings a page to life: draws the widgets in their places, and says goodbye when the tab is closed.
import { Manager } from "./manager.js";

const PLACES = "[data-pw-widget]";
const TROUBLE = "This part of the page could not be drawn. Nothing was lost; reload the page.";

/**
 * Fill a place for a widget; one that cannot be filled says so and holds up no other.
 * @param {Manager} manager
 * @param {HTMLElement} place
 */
async function fill(manager, place) {
  try {
    await manager.show(place.dataset.pwWidget ?? "", place);
    place.toggleAttribute("data-pw-drawn", true);
  } catch (error) {
    giveUp(place, error);
  }
}

/**
 * @param {HTMLElement} place
 * @param {unknown} error
 */
function giveUp(place, error) {
  console.error(error);
  const words = document.createElement("p");
  words.textContent = TROUBLE;
  words.setAttribute("role", "alert");
  place.replaceChildren(words);
  place.toggleAttribute("data-pw-drawn", true);
}

/**
 * The kernel of a closed tab is stopped at once; who merely lost the line is given time to come back.
 * @param {import("./line.js").Facts} facts
 */
function sayGoodbye({ baseUrl, kernelId }) {
  window.addEventListener("pagehide", () => {
    const form = new FormData();
    form.append("_xsrf", /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "");
    navigator.sendBeacon(`${baseUrl}voila/api/shutdown/${kernelId}`, form);
  });
}

async function start() {
  const line = /** @type {import("./line.js").Line} */ (window.plworkbenchLine);
  const { kernel, facts } = await line.kernel;
  sayGoodbye(facts);
  const manager = new Manager(kernel);
  const places = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(PLACES)]);
  try {
    await manager.load(line.control, () => Promise.all(places().map((place) => fill(manager, place))));
  } catch (error) {
    places().forEach((place) => giveUp(place, error));
  }
}

start();
