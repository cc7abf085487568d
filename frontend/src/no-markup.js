// Stands where ipywidgets would clean the markup of a description: here none is let through, it is shown as text.

/** @param {string} text */
export default function asText(text) {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
