// Brings a live page up to date. Without this script, the browser's reload does the same.
"use strict";
const seconds = Number(document.body.dataset.refresh);
const stale = document.getElementById("stale");

// Nobody loses what they select, type or are about to press.
function isBusy() {
  const main = document.getElementById("main");
  const focused = document.activeElement;
  return document.hidden || (focused !== main && main.contains(focused)) || String(getSelection()) !== "";
}

async function refresh() {
  if (isBusy()) {
    return;
  }
  try {
    const response = await fetch(location.pathname, { headers: { Accept: "text/html" }, redirect: "error" });
    if (!response.ok) {
      throw new Error(String(response.status));
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!isBusy()) {
      for (const id of ["main", "head"]) {
        document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
      }
    }
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
}

if (seconds > 0) {
  setInterval(refresh, seconds * 1000);
}
