// Runs in every page before its own scripts: notes when the heat map and the table show whom they should.
(() => {
  const roots = new Set([document]);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    roots.add(root);
    return root;
  };
  let painted = []; // what was written on a canvas: a table may be painted
  const fill = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    if (painted.length < 20000) painted.push(String(text));
    return fill.call(this, text, ...place);
  };

  const all = (selector) => [...roots].flatMap((root) => [...root.querySelectorAll(selector)]);
  const named = (texts, task) => texts.flatMap((text) => task.students.find((name) => text.includes(name)) ?? []);
  const texts = (selector) => all(selector).map((element) => element.textContent);
  const picture = (task) => (task.picture ? (all(task.picture)[0]?.getAttribute("href") ?? "") : "none needed");
  const isThere = (element) => element.getClientRects().length > 0 && !element.disabled && element.getAttribute("aria-disabled") !== "true";

  const heatMapShows = (task) => {
    const names = named(texts(task.names), task);
    const right = names.length === task.expected.length && names.every((name) => task.expected.includes(name));
    return right && picture(task) !== "" && (!task.before || task.before !== picture(task));
  };
  const tableShows = (task) => {
    const names = named(task.table ? texts(task.table) : painted, task);
    if (!task.table) return new Set(names.filter((name) => task.expected.includes(name))).size >= task.atLeast;
    return names.length >= task.atLeast && names.every((name) => task.expected.includes(name));
  };

  const probe = { task: null, since: 0, took: null, longTasks: 0 };
  /** Look out for a state of the page; the clock starts at navigation or, when told so, at the next deed. */
  probe.arm = (task, onDeed) => {
    Object.assign(probe, { task: null, took: null, since: onDeed ? null : 0 });
    if (onDeed) {
      painted = [];
      task.before = task.picture ? picture(task) : "";
    }
    probe.task = task;
  };
  for (const deed of ["pointerup", "click", "input", "change"])
    window.addEventListener(deed, () => (probe.since ??= performance.now()), { capture: true });
  const look = () => {
    const task = probe.task;
    if (task && probe.since !== null && probe.took === null)
      if (heatMapShows(task) && tableShows(task) && all(task.control).some(isThere)) probe.took = performance.now() - probe.since;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) probe.longTasks += entry.duration;
  }).observe({ type: "longtask", buffered: true });
  probe.told = () => {
    const [page] = performance.getEntriesByType("navigation");
    const scripts = performance.getEntriesByType("resource").filter((entry) => /\.m?js(\?|$)/.test(entry.name));
    return {
      firstContent: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
      answered: page.responseStart,
      pageRead: page.responseEnd,
      scriptsRead: Math.max(0, ...scripts.map((entry) => entry.responseEnd)),
      scripts: scripts.length,
      scriptBytes: scripts.reduce((sum, entry) => sum + entry.decodedBodySize, 0),
      longTasks: probe.longTasks,
    };
  };
  window.probe = probe;
})();
