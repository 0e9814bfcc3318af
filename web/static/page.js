// The page without reloading: each turn's page is fetched by its address, and what is new in it is added to this one.
"use strict";

const main = document.getElementById("main");
const find = (id, page = document) => page.getElementById(id);

const here = () => location.pathname + location.search;
let shown = here();
let isWaiting = false;

const hasTouchKeyboard = matchMedia("(pointer: coarse)");
const tell = (text) => { find("status").textContent = text; };

async function take(address) {
  if (isWaiting) return; // one question at a time: a second one would be asked of the conversation before the first
  isWaiting = true;
  const log = find("log"), sent = find("q").value;
  log.setAttribute("aria-busy", "true");
  tell("Looking for the answer");
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(15000) });
    if (response.status === 414) throw new Error("the conversation is longer than an address may be; start over");
    if (!(response.headers.get("Content-Type") || "").startsWith("text/html") || (!response.ok && response.status !== 422)) throw new Error(`the server answered ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const turns = [...find("log", page).children];
    for (const failed of log.querySelectorAll(".turn:has(> .error)")) failed.remove();
    log.append(...turns.slice(log.children.length));
    const typed = find("q").value;
    for (const part of ["next", "composer"]) find(part).replaceWith(find(part, page));
    if (typed !== sent) find("q").value = typed; // what was typed while the answer was under way
    document.title = page.title;
    if (response.ok) {
      history.pushState(null, "", address);
      shown = here();
    }
    tell("");
    log.lastElementChild?.scrollIntoView({ block: "start" });
    if (!hasTouchKeyboard.matches) find("q").focus({ preventScroll: true }); // its keyboard would cover the answer
  } catch (error) {
    tell(`This could not be asked (${error.message}). What you wrote is still there: try again.`);
  } finally {
    log.removeAttribute("aria-busy");
    isWaiting = false;
  }
}

main.addEventListener("submit", (event) => {
  const form = event.target;
  const fields = new FormData(form, event.submitter);
  event.preventDefault();
  const address = new URL(form.action);
  address.search = new URLSearchParams(fields);
  take(address);
});

main.addEventListener("click", (event) => {
  const link = event.target.closest(".suggestions a");
  if (!link || !new URL(link.href).search || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  take(link.href);
});

main.addEventListener("click", async (event) => {
  const link = event.target.closest("a.copy, a.copy-link");
  if (!link || !navigator.clipboard) return; // without a clipboard the link leads to what would be copied
  event.preventDefault();
  try {
    const text = link.matches(".copy") ? await (await fetch(link.href)).text() : link.href;
    await navigator.clipboard.writeText(text);
    tell("Copied");
  } catch {
    location.assign(link.href);
  }
});

main.addEventListener("keydown", (event) => {
  if (event.target.id !== "q" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

window.addEventListener("popstate", () => { if (here() !== shown) location.reload(); }); // not for the link that skips to the content
