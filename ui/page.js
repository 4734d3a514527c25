// Runs once, when the source panel is mounted. Gradio gives `element`, `props` and `server`.
// One listener on the document serves every citation, whenever it was drawn.

const LINKS = 'a[href^="#cite-"]';
const UNREACHABLE =
  '<nav class="qa-bar"><button type="button" class="qa-close" title="Close (Esc)" aria-label="Close">×</button></nav>' +
  '<header class="qa-source-head"><h2>The assistant cannot be reached.</h2>' +
  '<p class="qa-standing qa-lost" role="status">See whether it is still running, then click again.</p></header>';
const selection = document.head.appendChild(document.createElement("style"));
let latest = 0;      // number of the newest click: replies to older ones are dropped
let opener = null;   // the link that was followed last
let turns = 0;       // number of messages in the chat

const links = () => [...document.querySelectorAll(`#chat ${LINKS}`)];
const frame = () => new Promise(requestAnimationFrame);
const idOf = (link) => link.getAttribute("href").slice("#cite-".length);
const wordsOf = (figure) => figure?.querySelector(".qa-words")?.textContent ?? "";

// A message is drawn anew while it grows, so the link at hand may have been replaced.
function here(all) {
  const at = all.indexOf(opener);
  return at >= 0 || !opener ? at : all.findIndex((link) => idOf(link) === idOf(opener));
}

async function show(link, whole = false) {
  const mine = ++latest;
  opener = link;
  const answer = link.closest(".qa-answer");
  selection.textContent = `#chat a[href="#cite-${CSS.escape(idOf(link))}"] { background: var(--accent); color: var(--on-accent); }`;
  open();
  element.setAttribute("aria-busy", "true");
  const request = {
    id: idOf(link),
    seen: wordsOf(link.closest("figure")),
    beside: answer ? [...answer.querySelectorAll(LINKS)].map(idOf) : [],
    whole,
  };
  const html = await server.read_citation(request).catch(() => null);
  if (mine !== latest) return;
  element.removeAttribute("aria-busy");
  props.value = html ?? UNREACHABLE;
  await frame();
  await frame();
  place(link);
}

function place(link) {
  const all = links();
  const at = all.indexOf(link);
  const position = element.querySelector(".qa-position");
  if (position) position.textContent = at < 0 ? "" : `${at + 1} of ${all.length}`;
  const target = element.querySelector(".qa-cited") ?? element.querySelector(".qa-close");
  link.scrollIntoView({ block: "nearest" });  // the chat has become narrower, and so longer
  target?.scrollIntoView({ block: "center" });
  target?.focus({ preventScroll: true });
}

const isOpen = () => document.body.classList.contains("source-open");

// On a narrow screen the panel covers the chat: going back in the browser's history uncovers it.
function open() {
  if (!isOpen() && matchMedia("(max-width: 900px)").matches) history.pushState({ source: true }, "");
  document.body.classList.add("source-open");
}

function close() {
  if (history.state?.source) history.back();
  else hide();
}

function hide() {
  latest += 1;
  selection.textContent = "";
  document.body.classList.remove("source-open");
  const all = links();
  (all[here(all)] ?? document.querySelector("#question textarea"))?.focus();
}

function step(by) {
  const all = links();
  const next = all[here(all) + by];
  if (next) show(next);
}

// Of a new turn, the beginning is what to read first: the best quotes stand there.
// Gradio also names each message for screen readers by its source; without that they read the message.
function settle() {
  document.querySelectorAll('#chat [data-testid="bot"][aria-label]').forEach((message) => message.removeAttribute("aria-label"));
  const rows = document.querySelectorAll("#chat .message-row").length;
  if (rows > turns) [...document.querySelectorAll("#chat .user-row")].pop()?.scrollIntoView({ block: "start" });
  turns = rows;
  const textarea = document.querySelector("#question textarea");
  if (textarea && turns) textarea.placeholder = "Ask a follow-up question";
}

async function copy(button, text) {
  const label = button.textContent;
  const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
  button.textContent = done ? "Copied" : "Not allowed here";
  setTimeout(() => { button.textContent = label; }, 1500);
}

function answerText(answer) {
  return [...answer.querySelectorAll("figure")]
    .map((figure) => `“${wordsOf(figure)}”\n${figure.querySelector(LINKS).textContent} ${figure.querySelector("figcaption").textContent}`)
    .join("\n\n");
}

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest?.(selector);
  const link = hit(LINKS);
  if (link) {
    event.preventDefault();
    show(link);
  } else if (hit(".qa-close")) close();
  else if (hit(".qa-step")) step(Number(hit(".qa-step").dataset.step));
  else if (hit(".qa-whole") && opener) show(opener, true);
  else if (hit(".qa-copy")) copy(hit(".qa-copy"), answerText(hit(".qa-answer")));
  else if (hit(".qa-copy-quote")) copy(hit(".qa-copy-quote"), element.querySelector(".qa-cited").textContent);
}, true);

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && isOpen()) close();
  else if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  else if (event.key === "ArrowRight") step(1);
  else if (event.key === "ArrowLeft") step(-1);
});

element.setAttribute("role", "complementary");
element.setAttribute("aria-label", "Source");
new MutationObserver(settle).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-label"] });
window.addEventListener("popstate", () => { if (isOpen()) hide(); });
