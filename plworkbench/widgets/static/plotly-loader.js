// plotly.js is megabytes: it is loaded once a page, whichever chart asks first, and not before a chart is nearly in sight.

const NEAR = 800; // pixels beyond the edge of the window: a chart is there when the scrolling arrives

/**
 * Call once when an element is nearly in sight, or when the browser has nothing else to do; where it is not shown at all,
 * not before it is.
 * @param {HTMLElement} element
 * @param {() => void} start
 * @returns {() => void} stops waiting
 */
export function whenNear(element, start) {
  // What can be seen already does not wait for the browser to come and say so.
  const box = element.getBoundingClientRect();
  if (box.width > 0 && box.top < window.innerHeight + NEAR && box.bottom > -NEAR) {
    start();
    return () => {};
  }
  let waiting = true;
  const begin = () => {
    stop();
    start();
  };
  const watching = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && waiting && begin(), { rootMargin: `${NEAR}px` });
  const idle = () => waiting && element.clientWidth > 0 && begin();
  const whenIdle = () => (window.requestIdleCallback ? window.requestIdleCallback(idle) : idle());
  let timer = 0;
  const shown = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(whenIdle, 3000); // from when it has a place on the page, however late it was unfolded
  });
  const stop = () => {
    waiting = false;
    watching.disconnect();
    shown.disconnect();
    clearTimeout(timer);
  };
  watching.observe(element);
  shown.observe(element);
  return stop;
}

/** @param {string} address @returns {Promise<Plotly>} */
function addScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("no plotly in that file")));
    script.onerror = () => reject(new Error("plotly did not load"));
    document.head.append(script);
  });
}

/** The address on this server, which may lie below a prefix (a hub); Voila adds its own folder to that prefix. @param {string} path */
function onThisServer(path) {
  const told = document.getElementById("jupyter-config-data")?.textContent;
  const base = document.body.dataset.baseUrl ?? JSON.parse(told || "{}").baseUrl ?? "/";
  return base.replace(/voila\/(files\/)?$/, "").replace(/\/$/, "") + path;
}

/** Have the kernel send the file, for pages whose server does not offer it. @param {Model<PlotTraits>} model @returns {Promise<Plotly>} */
function fromKernel(model) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the kernel did not send plotly")), 30000);
    const receive = (/** @type {any} */ message, /** @type {DataView<ArrayBuffer>[]} */ buffers) => {
      if (message.type !== "plotly" || !buffers?.length) return;
      clearTimeout(timer);
      model.off("msg:custom", receive);
      const address = URL.createObjectURL(new Blob([buffers[0]], { type: "text/javascript" }));
      addScript(address)
        .then(resolve, reject)
        .finally(() => URL.revokeObjectURL(address));
    };
    model.on("msg:custom", receive);
    model.send({ type: "plotly" });
  });
}

/** The plotly of this page; a failed attempt is forgotten, so that "Try again" can try again. @param {Model<PlotTraits>} model */
export function loadPlotly(model) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  window.plworkbenchPlotly ??= addScript(onThisServer(model.get("plotly_url")))
    .catch(() => fromKernel(model))
    .catch((error) => {
      window.plworkbenchPlotly = undefined;
      throw error;
    });
  return window.plworkbenchPlotly;
}
