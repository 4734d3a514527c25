// Whether the server is there, and how far it is with opening the articles.

const PAUSE = 5000, SHORT = 1000, LONGEST = 10000;
let version = null;  // of what the server holds
let wasOpen = false; // whether the articles were open then
let lost = 0;        // how often it was not reached in a row
let timer = 0;
let asking = null;
let refused = "";    // what the server said of the last question or click that it did not take

// Looks once, and again after a while: soon where something is under way, later where nothing is.
function check() {
  asking ??= look().finally(() => { asking = null; });
  return asking;
}

async function look() {
  clearTimeout(timer);
  const standing = await reply(server.standing(null));
  lost = standing ? 0 : lost + 1;
  tell(lost > 0);
  if (standing) {
    const changed = version !== standing.version;
    showUpdate(standing, changed && wasOpen);
    if (changed) lookAtLibrary();
    if (changed && version !== null) trigger("news");
    version = standing.version;
    wasOpen = standing.state === "open";
  }
  const wait = lost ? Math.min(LONGEST, SHORT * 1.5 ** (lost - 1)) : standing.reading ? SHORT / 2 : standing.state === "open" ? PAUSE : SHORT;
  timer = setTimeout(check, wait);
}

function tell(away) {
  const banner = document.querySelector(".qa-banner");
  const words = refused || (away ? "The assistant cannot be reached. Trying again …" : "");
  if (banner && banner.textContent !== words) banner.textContent = words;
  document.body.classList.toggle("server-away", Boolean(words));
}

// Gradio gives a page up for good when one of its requests finds no server. So a question or a click that
// finds none waits here until there is one again. Why one is not taken, Gradio does not tell.
// It also ends the stream that brings its answers when nothing is under way any more. What was asked while
// that end was on its way would never be answered on the page; so something is asked that opens a stream again.
const fetchNow = window.fetch;
let listening = false;
let joined = 0;      // questions taken by the server while the last stream was open

window.fetch = async function (resource, options) {
  const url = String(resource?.url ?? resource);
  if (url.includes("/queue/data")) followStream(options?.signal ?? resource.signal);
  const asks = url.includes("/queue/join");
  const acts = asks || url.includes("/gradio_api/run/");
  const response = await (acts ? fetchWhenThere : fetchNow).call(window, resource, options);
  if (asks && listening) joined += 1;
  if (acts || response.status === 401) await hear(response);
  return response;
};

async function hear(response) {
  const said = response.ok ? {} : await response.clone().json().catch(() => ({}));
  if (response.status === 401) refused = "Your login has run out. Reload the page to log in again.";
  else refused = response.ok ? "" : `${said.what ?? "The assistant did not take that."} ${said.remedy ?? "Try again."}`;
  tell(lost > 0);
}

function followStream(signal) {
  joined = 0;
  listening = true;
  signal.addEventListener("abort", () => {
    listening = false;
    if (joined) trigger("unheard");
  });
}

async function fetchWhenThere(resource, options) {
  for (;;) {
    try {
      return await fetchNow.call(window, resource, options);
    } catch (error) {
      if (options?.signal?.aborted) throw error;
      await check();
      while (lost) await new Promise((resolve) => setTimeout(resolve, SHORT / 2));
    }
  }
}
