// The reader: a click on a citation opens the article beside the chat, with the quote marked.

const LINKS = 'a[href^="#cite-"]';
const QUOTED = `.qa-quote ${LINKS}`;
const UNREACHABLE =
  '<nav class="qa-bar" aria-label="Quotes"><button type="button" class="qa-close" title="Close (Esc)" aria-label="Close">×</button></nav>' +
  '<header class="qa-source-head"><h2>The assistant cannot be reached.</h2>' +
  '<p class="qa-standing qa-lost" role="status">See whether it is still running, then click again.</p></header>';
const selection = document.head.appendChild(document.createElement("style"));
let latest = 0;      // number of the newest click: replies to older ones are dropped
let opener = null;   // the link that was followed last

const links = () => [...document.querySelectorAll(`#chat ${QUOTED}`)].filter((link) => link.checkVisibility());
const frame = () => new Promise(requestAnimationFrame);
const idOf = (link) => link.getAttribute("href").slice("#cite-".length);
const wordsOf = (figure) => figure?.querySelector(".qa-words")?.textContent ?? "";
const isOpen = () => document.body.classList.contains("source-open");
const isNarrow = () => matchMedia("(max-width: 900px)").matches;

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
    beside: answer ? [...answer.querySelectorAll(QUOTED)].map(idOf) : [],
    whole,
  };
  const read = () => reply(server.read_citation(request));
  const html = (await read()) ?? (await read());  // to read changes nothing, so it may be asked twice
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
  element.querySelectorAll(".qa-step").forEach((button) => { button.disabled = at < 0 || !all[at + Number(button.dataset.step)]; });
  const target = element.querySelector(".qa-cited") ?? element.querySelector(".qa-close");
  link.scrollIntoView({ block: "nearest" });  // the chat has become narrower, and so longer
  target?.scrollIntoView({ block: "center" });
  target?.focus({ preventScroll: true });
}

// On a narrow screen the panel covers the chat: going back in the browser's history uncovers it.
function open() {
  if (!isOpen() && isNarrow()) history.pushState({ source: true }, "");
  document.body.classList.add("source-open");
  keepApart();
}

function close() {
  if (history.state?.source) history.back();
  else hide();
}

function hide() {
  latest += 1;
  selection.textContent = "";
  document.body.classList.remove("source-open");
  keepApart();
  const all = links();
  (all[here(all)] ?? (opener?.isConnected ? opener : textarea()))?.focus();
}

function step(by) {
  const all = links();
  const next = all[here(all) + by];
  if (isOpen() && next) show(next);
}

// A link in the reader or in an answer's timeline stands for the same quote in that answer.
function follow(link) {
  const answer = (element.contains(link) ? opener : link)?.closest(".qa-answer");
  const same = answer && [...answer.querySelectorAll(QUOTED)].find((other) => idOf(other) === idOf(link));
  show(same || link);
}

async function update(button) {
  button.disabled = true;
  button.textContent = "Updating …";
  const outcome = await reply(server.update(null), AWAY);
  check();
  if (opener) await show(opener);
  const standing = element.querySelector(".qa-standing:not(.qa-verified)");
  if (standing && element.querySelector(".qa-update")) standing.textContent = `${standing.textContent} ${outcome}`;
}
