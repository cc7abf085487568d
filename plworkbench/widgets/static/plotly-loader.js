// plotly.js is megabytes: it is loaded once a page, whichever chart asks first.

function addScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("no plotly in that file")));
    script.onerror = () => reject(new Error("plotly did not load"));
    document.head.append(script);
  });
}

/** The address on this server, which may lie below a prefix (a hub); Voila adds its own folder to that prefix. */
function onThisServer(path) {
  const told = document.getElementById("jupyter-config-data")?.textContent;
  const base = document.body.dataset.baseUrl ?? JSON.parse(told || "{}").baseUrl ?? "/";
  return base.replace(/voila\/(files\/)?$/, "").replace(/\/$/, "") + path;
}

/** Have the kernel send the file, for pages whose server does not offer it. */
function fromKernel(model) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the kernel did not send plotly")), 30000);
    const receive = (message, buffers) => {
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

/** The plotly of this page; a failed attempt is forgotten, so that "Try again" can try again. */
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
