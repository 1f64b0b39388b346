// Keys, ages, live arrivals, "Working…". Every page is whole without it.
"use strict";
(() => {
  const body = document.body;
  const began = Date.now();
  const made = Date.parse(body.dataset.now);

  // --- ages: relative times go on, from the page's own moment (news time may not be ours)
  const MINUTE = 60000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
  function rough(gone) {
    if (gone < MINUTE) return "now";
    if (gone < HOUR) return `${Math.floor(gone / MINUTE)} min`;
    if (gone < DAY) return `${Math.floor(gone / HOUR)} h`;
    return `${Math.floor(gone / DAY)} d`;
  }
  function refreshAges() {
    const now = made + (Date.now() - began);
    for (const span of document.querySelectorAll("[data-age]")) {
      const gone = now - Date.parse(span.parentElement.getAttribute("datetime"));
      if (gone >= 0 && gone < 7 * DAY) span.textContent = rough(gone);
    }
  }
  setInterval(refreshAges, MINUTE);

  // --- rows: j k o v x
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
  const here = () => document.querySelector("[data-row].here");
  function go(step) {
    const all = rows();
    if (!all.length) return;
    const old = here();
    const next = all[Math.min(all.length - 1, Math.max(0, old ? all.indexOf(old) + step : 0))];
    if (old) old.classList.remove("here");
    next.classList.add("here");
    const link = next.querySelector("a.headline");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  function open() {
    const link = here() && here().querySelector("a.headline");
    if (link) link.click();
  }
  function original() {
    const row = here();
    const read = document.querySelector("[data-original-link]");
    const url = row ? row.dataset.original : read && read.href;
    if (url) window.open(url, "_blank", "noopener,noreferrer");
  }
  function unfold() {
    const near = (here() && here().closest("section") || document).querySelector("details.folded, .rest details");
    if (near) near.open = !near.open;
  }

  // --- walking the list one came from: [ ]
  const PLACE = /^\/(stories|articles)\/\d+$/;
  if (!PLACE.test(location.pathname)) {
    const links = [...document.querySelectorAll("[data-row] a.headline")].map((a) => a.getAttribute("href"));
    if (links.length) sessionStorage.setItem("list", JSON.stringify(links));
  }
  function walk(step) {
    const list = JSON.parse(sessionStorage.getItem("list") || "[]");
    const at = list.indexOf(location.pathname);
    if (at >= 0 && list[at + step]) location.assign(list[at + step]);
  }

  // --- help sheet: the page /help in a dialog
  async function help() {
    const old = document.querySelector("dialog");
    if (old) return old.open ? old.close() : old.showModal();
    const text = await (await fetch("/help")).text();
    const page = new DOMParser().parseFromString(text, "text/html");
    const sheet = document.createElement("dialog");
    sheet.setAttribute("aria-label", "Keys");
    sheet.append(...[page.querySelector("main h2"), page.querySelector("dl.keys")].map((node) => document.adoptNode(node)));
    body.append(sheet);
    sheet.showModal();
  }

  // --- keys
  const PLACES = { o: "/", t: body.dataset.topicHome, f: "/feeds", d: "/digests", s: "/system" };
  let going = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest("input, textarea, select");
    if (field) {
      if (event.key === "Escape") field.blur();
      return;
    }
    if (going) {
      going = false;
      if (PLACES[event.key]) location.assign(PLACES[event.key]);
      return;
    }
    const act = {
      j: () => go(1), k: () => go(-1), o: open, v: original, x: unfold, "?": help,
      "[": () => walk(-1), "]": () => walk(1), g: () => { going = true; setTimeout(() => { going = false; }, 1500); },
      "/": () => { const find = document.querySelector("#q, #find"); find.focus(); find.select(); },
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    for (const other of document.querySelectorAll(".here")) if (other !== row) other.classList.remove("here");
    if (row && event.target.matches(":focus-visible")) row.classList.add("here");
  });

  // --- forms say that they work
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.dataset.working) return;
    setTimeout(() => { button.textContent = button.dataset.working; button.disabled = true; }, 400);
  });

  // --- live: says that something is new; only a click changes the list
  const line = document.querySelector("[data-live]");
  const pulse = document.querySelector("[data-pulse]");
  let said = 0, waiting = null;
  async function ask() {
    waiting = null;
    const query = new URLSearchParams({ after: body.dataset.newest });
    if (line.dataset.topic) query.set("topic", line.dataset.topic);
    const { stories } = await (await fetch(`/live/new?${query}`)).json();
    if (!stories || stories === said) return;
    said = stories;
    const show = document.createElement("a");
    show.href = location.href;
    show.textContent = "Show";
    line.replaceChildren(`${stories} new ${stories === 1 ? "story" : "stories"} · `, show);
  }
  // A feed's page says that the feed was polled meanwhile; only a click shows it.
  const feed = document.querySelector("[data-feed]");
  let asking = null;
  async function polled() {
    asking = null;
    const now = await (await fetch(feed.dataset.feed)).json();
    if (!now.last_polled || now.last_polled === feed.dataset.polled) return;
    feed.dataset.polled = now.last_polled;
    const show = document.createElement("a");
    show.href = location.pathname;
    show.textContent = "Show";
    const brought = now.polls.length && now.polls[0].new ? `, ${now.polls[0].new} new` : "";
    feed.replaceChildren(`Polled just now: ${(now.last_outcome || "").replaceAll("_", " ")}${brought} · `, show);
  }
  // How far matching the archive again is.
  const tagging = document.querySelector("[data-retag]");
  let looking = null;
  async function tagged() {
    looking = null;
    const { retag } = await (await fetch(tagging.dataset.retag)).json();
    tagging.querySelector("progress").value = retag.percent;
    tagging.querySelector("[data-looked]").textContent = `${retag.looked.toLocaleString("en")} of ${retag.total.toLocaleString("en")}`;
    if (retag.ended) tagging.querySelector("[data-done]").textContent = "It is done: look again";
  }
  if (pulse && window.EventSource) {
    let lost = null;
    const source = new EventSource("/live");
    source.addEventListener("open", () => {
      clearTimeout(lost); lost = null;
      pulse.className = "pulse on"; pulse.textContent = "live";
    });
    source.addEventListener("error", () => {
      lost ??= setTimeout(() => {
        pulse.className = "pulse off";
        pulse.textContent = `Not live since ${new Date().toTimeString().slice(0, 5)}`;
      }, 30000);
    });
    source.addEventListener("change", () => { if (line) waiting ??= setTimeout(() => ask().catch(() => {}), said ? MINUTE : 1500); });
    source.addEventListener("change", () => { if (feed) asking ??= setTimeout(() => polled().catch(() => {}), 500); });
    source.addEventListener("change", () => { if (tagging) looking ??= setTimeout(() => tagged().catch(() => {}), 1500); });
    addEventListener("pagehide", () => source.close());
  }
})();
