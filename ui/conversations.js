// The list of kept conversations. Gradio gives `element`, `props`, `server` and `trigger`; one listener
// on the list serves every row, whenever it was drawn.

const WAIT = 250, AGAIN = 2000;
let timer = 0;
let latest = 0;  // number of the newest look: replies to older ones are dropped
let lost = false; // whether the last look came to nothing

const search = () => document.querySelector("#conversation-search");
const rowOf = (id, list = element) => list.querySelector(`[data-conversation="${CSS.escape(id)}"]`);
const idOf = (row) => row.dataset.conversation;
const titleOf = (row) => row.querySelector(".qa-open bdi").textContent;
const KEPT = `conversation ${location.pathname}`;  // each collection has a page of its own, and they share a tab
const current = () => sessionStorage.getItem(KEPT) ?? "";
const frame = () => new Promise(requestAnimationFrame);

function tell(words) {
  const line = document.querySelector(".qa-list-told");
  if (line) line.textContent = words;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(draw, WAIT);
}

// A row in which somebody writes or is asked something is left alone until that is done.
async function draw() {
  clearTimeout(timer);
  const mine = ++latest;
  const words = search()?.value ?? "";
  const list = await reply(server.list_conversations({ search: words, current: current() }));
  if (mine !== latest) return;
  if (!list || lost) tell(list ? "" : AWAY);
  lost = !list;
  if (lost) timer = setTimeout(draw, AGAIN);
  if (lost || element.querySelector("form")) return;
  const held = element.contains(document.activeElement) && document.activeElement;
  const row = held && held.closest("[data-conversation]");
  const unfolded = element.querySelector("details[open]")?.closest("[data-conversation]");
  const made = document.createElement("template");
  made.innerHTML = list.html;
  if (unfolded) rowOf(idOf(unfolded), made.content)?.querySelector("details").setAttribute("open", "");
  props.value = made.innerHTML;
  await frame();
  await frame();
  if (row) rowOf(idOf(row))?.querySelector(held.className ? `.${held.className}` : held.localName)?.focus();
  if (words.trim()) tell(`${list.number} ${list.number === 1 ? "conversation" : "conversations"} found.`);
}

async function ask(name, request) {
  const done = await reply(server[name](request), { told: AWAY });
  tell(done.told);
  return done;
}

// Puts a form in the place of a row; Escape and its second button only put the row back.
function replace(row, parts, keep) {
  const before = [...row.childNodes];
  const form = document.createElement("form");
  const back = () => {
    form.replaceWith(...before);
    row.querySelector("details").removeAttribute("open");
    row.querySelector("summary").focus();
  };
  form.append(...parts);
  form.addEventListener("submit", (event) => { event.preventDefault(); back(); keep(); });
  form.addEventListener("reset", (event) => { event.preventDefault(); back(); soon(); });
  row.replaceChildren(form);
  return form;
}

function button(words, type) {
  const made = document.createElement("button");
  made.type = type;
  made.textContent = words;
  return made;
}

function rename(row) {
  const input = document.createElement("input");
  input.value = titleOf(row);
  input.maxLength = 120;
  input.setAttribute("aria-label", "Title of the conversation");
  replace(row, [input, button("Keep", "submit"), button("Cancel", "reset")], async () => {
    const id = idOf(row);
    await ask("rename_conversation", { id, title: input.value });
    await draw();
    rowOf(id)?.querySelector(".qa-open").focus();
  });
  input.focus();
  input.select();
}

function remove(row) {
  const words = document.createElement("p");
  const title = document.createElement("bdi");
  const id = idOf(row);
  title.textContent = titleOf(row);
  words.append("Delete “", title, "” for good?");
  words.id = "delete-asked";
  const form = replace(row, [words, button("Delete", "submit"), button("Cancel", "reset")], async () => {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    const reply = await ask("delete_conversation", { id });
    if (reply.done && id === current()) {
      sessionStorage.removeItem(KEPT);
      trigger("wanted");
    }
    await draw();
    (rowOf(reply.done ? (next ? idOf(next) : "") : id)?.querySelector(".qa-open") ?? document.querySelector("#new")).focus();
  });
  form.className = "qa-last-call";
  form.setAttribute("role", "group");
  form.setAttribute("aria-labelledby", words.id);
  form.querySelector("[type=reset]").focus();
}

async function save(row, format) {
  const reply = await ask("export_conversation", { id: idOf(row), format });
  if (!reply.name) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([reply.text], { type: format === "html" ? "text/html" : "text/markdown" }));
  link.download = reply.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

element.addEventListener("click", (event) => {
  const hit = event.target.closest("button");
  const row = hit?.closest("[data-conversation]");
  if (!row || hit.form) return;
  tell("");
  if (hit.matches(".qa-rename")) rename(row);
  else if (hit.matches(".qa-delete")) remove(row);
  else if (hit.matches(".qa-export")) save(row, hit.dataset.format);
  else if (hit.matches(".qa-open")) {
    sessionStorage.setItem(KEPT, idOf(row));
    trigger("wanted");
    soon();
  }
});

element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const form = element.querySelector("form");
  const unfolded = element.querySelector("details[open]");
  if (!form && !unfolded) return;
  event.stopPropagation();
  if (form) form.reset();
  else {
    unfolded.removeAttribute("open");
    unfolded.querySelector("summary").focus();
  }
});

element.addEventListener("toggle", (event) => {
  if (event.target.open) event.target.lastElementChild.scrollIntoView({ block: "nearest" });
}, true);

document.addEventListener("input", (event) => {
  if (event.target !== search()) return;
  if (!event.target.value.trim()) tell("");
  soon();
});
addEventListener("qa-turned", soon);
draw();
