// The address of the page says what is looked at, so that it can be kept, sent, and gone back to.

/** Whether this is a page of our own: in JupyterLab the address is not ours. */
const ownPage = () => document.body.classList.contains("pw-dashboard");

/**
 * Write into the address what the kernel says, and tell the kernel where Back and Forward lead.
 * @param {(message: Message) => void} send
 */
export function addressOf(send) {
  let count = 0; // how often Back or Forward was pressed: what the kernel said before is of another address
  let search = location.search;
  const tell = () => document.dispatchEvent(new CustomEvent("pw-place", { detail: search }));
  const went = () => {
    if (location.search === search) return; // a jump within the page
    search = location.search;
    count += 1;
    tell();
    send({ type: "went", search, count });
  };
  window.addEventListener("popstate", went);
  return {
    /** @param {{ choices: { [name: string]: string }, push: boolean, went: number }} message */
    place({ choices, push, went: heard }) {
      if (heard !== count || !ownPage()) return;
      const said = new URLSearchParams(choices).toString();
      search = said ? `?${said}` : "";
      const state = history.state; // of whoever else keeps something there
      if (search !== location.search) history[push ? "pushState" : "replaceState"](state, "", location.pathname + search);
      tell();
    },
    stop: () => window.removeEventListener("popstate", went),
  };
}
