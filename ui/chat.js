// The chat: where a new turn begins, what a screen reader hears, and what the buttons under an answer do.

let turns = 0;       // number of messages in the chat
let restored = false; // whether the question box has what was typed before a reload
let announced = "";  // what was said last

const textarea = () => document.querySelector("#question textarea");
const NAMES = { ".submit-button": "Ask", ".stop-button": "Stop" };

// Gradio names each message for screen readers by its source; without that they read the message.
// It also has every step of an answer read out, gives its list of examples no items, and some parts no name.
function mend() {
  const set = (selector, name, value) =>
    document.querySelectorAll(selector).forEach((found) => { if (found.getAttribute(name) !== value) found.setAttribute(name, value); });
  document.querySelectorAll("#chat [data-testid][aria-label]").forEach((message) => message.removeAttribute("aria-label"));
  set('#chat [role="log"]', "aria-live", "off");
  set("#chat .examples", "role", "group");
  set("#chat .examples", "aria-label", "Questions to begin with");
  set("#chat .edit-textarea", "aria-label", "Your question");
  document.querySelectorAll("#chat .edit-textarea").forEach(offerQuestion);
  for (const [selector, [role, name]] of Object.entries(REGIONS)) {
    set(selector, "role", role);
    set(selector, "aria-label", name);
  }
  for (const [selector, name] of Object.entries(NAMES)) {
    set(`#question ${selector}`, "aria-label", name);
    set(`#question ${selector}`, "title", name);
  }
}

// Of a new turn, the beginning is what to read first: the best quotes stand there.
function settle() {
  mend();
  keepApart();
  restoreDraft();
  const rows = document.querySelectorAll("#chat .message-row").length;
  if (rows > turns) [...document.querySelectorAll("#chat .user-row")].pop()?.scrollIntoView({ block: "start" });
  if (rows !== turns) {
    check();
    keepDraft();
  }
  turns = rows;
  showLeads();
  const box = textarea();
  const hint = turns ? "Ask a follow-up question" : "Ask about the articles";
  if (box && box.placeholder !== hint) box.placeholder = hint;
  announce();
}

// Questions to go on with are of one answer: they are gone once something else is the last.
function showLeads() {
  const leads = document.querySelector(".qa-leads");
  if (!leads) return;
  const letters = (text) => (text ?? "").replace(/[^\p{L}\p{N}]/gu, "");  // what nobody can see stands in one of them only
  const last = [...document.querySelectorAll("#chat .user-row .prose")].pop()?.textContent;
  const busy = document.querySelector("#question .stop-button");
  leads.hidden = Boolean(busy) || letters(last) !== letters(leads.getAttribute("data-after"));
}

async function ask(words) {
  write(words);
  await frame();
  document.querySelector("#question .submit-button")?.click();
}

// What is typed but not asked outlives a reload, too.
function keepDraft() {
  if (textarea()) sessionStorage.setItem(`draft ${location.pathname}`, textarea().value);
}

function restoreDraft() {
  const draft = sessionStorage.getItem(`draft ${location.pathname}`);
  if (restored || !textarea()) return;
  restored = true;
  if (draft && !textarea().value) write(draft);
}

// Once when it begins to work and once when it is done, not at each step between.
function announce() {
  const answer = turns && [...document.querySelectorAll("#chat .message-row:last-child .qa-answer")].pop();
  const said = answer ? spoken(answer) : "";
  if (said === announced) return;
  announced = said;
  document.querySelector(".qa-said").textContent = said;
}

function spoken(answer) {
  const verdict = answer.querySelector(".qa-verdict, .qa-stopped")?.textContent;
  const quotes = answer.querySelectorAll("figure").length;
  if (verdict) return verdict;
  if (answer.querySelector(".qa-basis")) return `Answered with ${quotes} ${quotes === 1 ? "quote" : "quotes"}.`;
  return "Searching the articles.";
}

// Puts words into a box as if they had been typed.
function put(box, words) {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, words);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// The message of a question is HTML, which Gradio offers to be edited; the question is what was typed.
function offerQuestion(box) {
  const message = /^<span class="qa-asked">([^]*)<\/span>$/.exec(box.value);
  if (!message) return;
  put(box, message[1].replace(/<bdi class="unseen" title="U\+((?:10|[0-9A-F])?[0-9A-F]{4})">[^<]*<\/bdi>|&#(\d{1,3});/g,
    (_, badge, code) => String.fromCodePoint(badge ? parseInt(badge, 16) : code)));
}

// What was edited is shown by Gradio before the server has it: so it becomes a message again before any button acts.
function takeQuestion(row) {
  const box = row?.querySelector(".edit-textarea");
  const inert = (words) => words.replace(/[^A-Za-z0-9\u0080-\uffff]/g, (one) => `&#${one.charCodeAt(0)};`);
  if (box) put(box, `<span class="qa-asked">${inert(box.value)}</span>`);
}

// Puts words into the question box, ready to be typed over or sent.
function write(words) {
  const box = textarea();
  put(box, words);
  box.focus();
  box.select();
}

// On another machine, a page without TLS has no clipboard; what is selected in it can be copied all the same.
async function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const box = document.body.appendChild(document.createElement("textarea"));
  box.value = text;
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
}

async function copy(button, text) {
  const label = button.textContent;
  const done = await copied(text);
  button.focus();
  button.textContent = done ? "Copied" : "Not allowed here";
  setTimeout(() => { button.textContent = label; }, 1500);
}

function answerText(answer) {
  return [...answer.querySelectorAll("figure")]
    .map((figure) => `“${wordsOf(figure)}”\n${figure.querySelector(LINKS).textContent} ${sourceOf(figure)}`)
    .join("\n\n");
}

// A citation names the quote's file, which the page itself does not spell out.
function sourceOf(figure) {
  const source = figure.querySelector("figcaption").textContent;
  const packed = atob(idOf(figure.querySelector(LINKS)).replaceAll("-", "+").replaceAll("_", "/"));
  const [file] = JSON.parse(new TextDecoder().decode(Uint8Array.from(packed, (letter) => letter.charCodeAt(0))));
  return source.includes(file) ? source : `${source} · ${file}`;
}
