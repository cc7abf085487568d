// The header of every page: what folds out of it, light and dark, printing, and the help.
"use strict";

(() => {
  /**
   * A button that folds something out. Escape, a click elsewhere and the focus going elsewhere fold it in again.
   * @param {HTMLButtonElement} button
   */
  function fold(button) {
    const inside = document.getElementById(button.getAttribute("aria-controls") ?? "");
    const around = /** @type {HTMLElement} */ (button.parentElement);
    if (!inside) return;
    const isOpen = () => button.getAttribute("aria-expanded") === "true";
    const set = (/** @type {boolean} */ open) => {
      button.setAttribute("aria-expanded", String(open));
      inside.classList.toggle("pw-open", open);
    };
    button.addEventListener("click", () => set(!isOpen()));
    around.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !isOpen()) return;
      event.preventDefault();
      set(false);
      button.focus();
    });
    around.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !around.contains(/** @type {Node} */ (event.relatedTarget))) set(false);
    });
    document.addEventListener("click", (event) => {
      if (isOpen() && !around.contains(/** @type {Node} */ (event.target))) set(false);
    });
  }

  function theme() {
    const fields = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[name=pw-theme]"));
    const show = () => {
      const now = document.documentElement.dataset.pwTheme ?? "";
      for (const field of fields) field.checked = field.value === now;
    };
    for (const field of fields) field.addEventListener("change", () => window.plworkbenchTheme?.choose(field.value));
    document.addEventListener("pw-theme", show); // it may be chosen in another window
    show();
  }

  function help() {
    const drawer = /** @type {HTMLDialogElement | null} */ (document.getElementById("pw-help"));
    if (!drawer) return;
    const show = () => {
      if (drawer.open) return;
      drawer.showModal(); // the browser keeps the focus inside, and gives it back
      drawer.scrollTop = 0;
    };
    document.addEventListener("pw-help", show);
    document.querySelector("[data-pw-help]")?.addEventListener("click", show);
    drawer.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (target === drawer || target.closest("[data-pw-close]")) drawer.close();
    });
  }

  function print() {
    document.querySelector("[data-pw-print]")?.addEventListener("click", () => {
      // The page widget takes this over where there is one: it may have to prepare the paper.
      if (document.dispatchEvent(new Event("pw-print", { cancelable: true }))) window.print();
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[aria-controls][data-pw-fold]"));
    for (const button of buttons) fold(button);
    theme();
    help();
    print();
  });
})();
