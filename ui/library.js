// The library: which articles are shown, which are asked, and what became of the folder.

const TYPING = 150;  // ms without a key before it is searched
let looking = 0;     // number of the newest look: replies to older ones are dropped
let listed = "";     // the list as it was drawn last
let typed = 0;

window.picked = JSON.parse(sessionStorage.getItem(`picked ${location.pathname}`) ?? "[]");  // taken along by each question; none asks all

const part = (id) => document.getElementById(id);
const chosen = () => ({ words: part("words").value, outlet: part("outlet").value, since: part("since").value, until: part("until").value });
const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

// What is asked of the server again after each change of the folder, of the filter or of the picks as a whole.
async function lookAtLibrary() {
  const mine = ++looking;
  while (!part("articles") || !document.querySelector(".qa-within")) await frame();  // regions are mounted in any order
  const sent = window.picked;
  const seen = await reply(server.library({ ...chosen(), picked: sent }));
  if (mine !== looking) return;
  if (!seen) {
    setTimeout(() => { if (mine === looking) lookAtLibrary(); }, SHORT);
    return;
  }
  part("folder").innerHTML = seen.folder;
  part("filters").hidden = !seen.open;
  if (!seen.open) return;
  part("articles").dataset.total = seen.total;
  offer(seen);
  list(seen.listing);
  const now = new Map(sent.map((id, place) => [id, seen.picked[place]]));
  pick(window.picked.flatMap((id) => (now.has(id) ? now.get(id) ?? [] : [id])));
  if (sent.length && !window.picked.length) document.querySelector(".qa-said").textContent = "The picked articles are gone: all articles are asked.";
  const filtered = Object.values(chosen()).some((condition) => condition.trim());
  const some = filtered && seen.shown > 0 && seen.shown < seen.total;
  part("shown").textContent = filtered ? `${seen.shown.toLocaleString("en")} of ${counted(seen.total, "article")} shown` : "";
  part("pick-shown").textContent = `Ask only the ${seen.shown.toLocaleString("en")} shown`;
  part("pick-shown").hidden = !some;
}

// Filters are offered where there is something to choose.
function offer(seen) {
  const outlet = part("outlet");
  if (outlet.dataset.drawn !== seen.outlets) {
    const before = outlet.value;
    outlet.dataset.drawn = seen.outlets;
    outlet.innerHTML = seen.outlets;
    outlet.value = before;
    if (outlet.selectedIndex < 0) outlet.value = "";
  }
  outlet.hidden = !seen.outlets;
  part("dates").hidden = !seen.dates.length;
}

// The list is drawn anew only where it changed; the focus stays where it was, and so does what is being asked there.
function list(html) {
  const box = part("articles");
  if (html === listed) return;
  const at = box.contains(document.activeElement) ? document.activeElement : null;
  const idOfRow = (inside) => inside?.closest("li")?.querySelector(".qa-pick").value;
  const [focused, doubted] = [idOfRow(at), idOfRow(box.querySelector(".qa-sure"))];
  box.innerHTML = html;
  listed = html;
  const row = (id) => [...box.querySelectorAll(".qa-pick")].find((one) => one.value === id)?.closest("li");
  const remove = row(doubted)?.querySelector(".qa-remove");
  if (remove) askOnce(remove);
  if (at && at !== box) (row(focused)?.querySelector(at.className ? `.${at.classList[0]}` : at.localName) ?? box).focus();
}

function pick(ids) {
  window.picked = ids;
  try {
    sessionStorage.setItem(`picked ${location.pathname}`, JSON.stringify(ids));
  } catch {}  // too many to be kept; they are asked all the same
  const own = new Set(ids);
  document.querySelectorAll(".qa-pick").forEach((box) => { box.checked = own.has(box.value); });
  const total = Number(part("articles").dataset.total ?? 0);
  const chip = document.querySelector(".qa-within");
  chip.hidden = !ids.length;
  chip.firstElementChild.textContent = `Asking ${ids.length.toLocaleString("en")} of ${counted(Math.max(total, ids.length), "article")}`;
}

async function pickShown() {
  const ids = await reply(server.pick_shown(chosen()));
  if (!ids) {
    part("shown").textContent = AWAY;
    return;
  }
  pick(ids);
  lookAtLibrary();
}

function askAll() {
  pick([]);
  textarea()?.focus();
}

// How far an update is, and what came of the last one.
function showUpdate(standing, changed) {
  if (!part("reading")) return;
  const [done, total] = standing.reading ?? [0, 0];
  const bar = part("reading").querySelector("progress");
  part("update").disabled = Boolean(standing.reading) || standing.state !== "open";
  part("reading").hidden = !standing.reading;
  if (total) bar.max = total;
  if (total) bar.value = done;
  else bar.removeAttribute("value");
  const far = total ? `${done.toLocaleString("en")} of ${counted(total, "passage")} read` : "Looking at the folder";
  part("reading").querySelector("span").textContent = far;
  if (standing.reading) part("outcome").textContent = "";
  else if (changed) part("outcome").innerHTML = standing.outcome;
}

async function beginUpdate(changed = false) {
  part("update").disabled = true;
  const begun = await reply(server.begin_update(changed));
  await check();
  if (!begun) part("outcome").textContent = AWAY;
}

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest?.(selector);
  if (hit("#update")) {
    note([]);
    beginUpdate();
  } else if (hit("#pick-shown")) pickShown();
  else if (hit(".qa-all")) askAll();
});

document.addEventListener("change", (event) => {
  const box = event.target.closest?.(".qa-pick");
  if (box) pick(box.checked ? [...window.picked, box.value] : window.picked.filter((id) => id !== box.value));
});

document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#filters")) return;
  clearTimeout(typed);
  typed = setTimeout(lookAtLibrary, TYPING);
});
